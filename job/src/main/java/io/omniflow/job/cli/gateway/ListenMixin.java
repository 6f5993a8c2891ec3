package io.omniflow.job.cli.gateway;

import io.omniflow.job.cli.terminal.PortConverter;
import io.omniflow.job.gateway.http.Limits;
import io.omniflow.job.gateway.server.ListenOptions;
import io.omniflow.job.gateway.server.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where and how the gateway listens. */
final class ListenMixin {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "${env:OMNIFLOW_GATEWAY_HOST:-127.0.0.1}",
            description =
                    "Address to listen at; 0.0.0.0 for all (default: $OMNIFLOW_GATEWAY_HOST, else"
                            + " 127.0.0.1).")
    private String host;

    @Option(
            names = "--port",
            converter = PortConverter.class,
            paramLabel = "PORT",
            defaultValue = "${env:OMNIFLOW_GATEWAY_PORT:-8000}",
            description =
                    "Port to listen at; 0 for any free one (default: $OMNIFLOW_GATEWAY_PORT, else"
                            + " 8000).")
    private int port;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            defaultValue = "${env:OMNIFLOW_GATEWAY_TLS_CERTIFICATE:-}",
            description =
                    "Certificate as PEM, with those that it is signed with; read again when it"
                            + " changes. Without one, there is no TLS (default:"
                            + " $OMNIFLOW_GATEWAY_TLS_CERTIFICATE).")
    private String certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            defaultValue = "${env:OMNIFLOW_GATEWAY_TLS_KEY:-}",
            description =
                    "Its private key as PEM, without a password (default:"
                            + " $OMNIFLOW_GATEWAY_TLS_KEY).")
    private String key;

    @Option(
            names = "--max-header",
            converter = SizeConverter.class,
            paramLabel = "SIZE",
            defaultValue = "16 kb",
            description = "Largest header of a call (default: 16 kb).")
    private int maxHeader;

    @Option(
            names = "--max-body",
            converter = SizeConverter.class,
            paramLabel = "SIZE",
            defaultValue = "32 mb",
            description = "Largest body of a call (default: 32 mb).")
    private int maxBody;

    @Option(
            names = "--body-timeout",
            converter = DurationConverter.class,
            paramLabel = "DURATION",
            defaultValue = "30 s",
            description = "How long a body may take to come (default: 30 s).")
    private Duration bodyTimeout;

    @Option(
            names = "--idle-timeout",
            converter = DurationConverter.class,
            paramLabel = "DURATION",
            defaultValue = "2 min",
            description =
                    "How long a connection may be open without a call, or with a header that is"
                            + " not complete (default: 2 min).")
    private Duration idleTimeout;

    @Option(
            names = "--drain",
            converter = DurationConverter.class,
            paramLabel = "DURATION",
            defaultValue = "30 s",
            description = "How long open calls may take when the end is asked for (default: 30 s).")
    private Duration drain;

    /** Returns what the options say. */
    ListenOptions options() {
        if (certificate.isEmpty() != key.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--tls-certificate and --tls-key need each other");
        }
        ListenOptions plain =
                ListenOptions.at(host, port)
                        .with(new Limits(maxHeader, maxBody, bodyTimeout, idleTimeout))
                        .withDrain(drain);
        return certificate.isEmpty()
                ? plain
                : plain.with(new TlsFiles(Path.of(certificate), Path.of(key)));
    }
}
