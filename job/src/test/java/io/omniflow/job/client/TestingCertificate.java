package io.omniflow.job.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;

/**
 * A key with a certificate that it signed itself, for {@code localhost} and {@code 127.0.0.1}.
 *
 * @param name common name of the certificate
 * @param key private key as PEM
 * @param certificate certificate as PEM
 * @param store key store that has nothing but the certificate, to trust
 */
public record TestingCertificate(String name, String key, String certificate, KeyStore store) {

    private static final String PASSWORD = "of no secret";

    /** Makes a certificate with the JDK's own tool, with which it takes half a second. */
    public static TestingCertificate create(Path directory, String name) {
        Path file = directory.resolve(name + ".p12");
        try {
            keytool(name, file);
            KeyStore made = KeyStore.getInstance("PKCS12");
            try (InputStream stream = Files.newInputStream(file)) {
                made.load(stream, PASSWORD.toCharArray());
            }
            Certificate certificate = made.getCertificate(name);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(name, certificate);
            byte[] key = made.getKey(name, PASSWORD.toCharArray()).getEncoded();
            return new TestingCertificate(
                    name,
                    pem("PRIVATE KEY", key),
                    pem("CERTIFICATE", certificate.getEncoded()),
                    store);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(String name, Path file) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                                "-genkeypair",
                                "-alias",
                                name,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=dns:localhost,ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
        if (!Files.exists(file)) {
            throw new IOException("keytool made no key: " + said);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN "
                + what
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END "
                + what
                + "-----\n";
    }
}
