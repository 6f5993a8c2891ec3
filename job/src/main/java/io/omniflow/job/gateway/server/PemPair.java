package io.omniflow.job.gateway.server;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and its private key.
 *
 * @param options both, as the server takes them
 * @param expires when the certificate ceases to hold
 */
record PemPair(PemKeyCertOptions options, Instant expires) {

    /**
     * Reads a certificate and a key and checks that they belong together: files that are replaced
     * one after the other do not for a moment.
     *
     * @param contents the certificates and the key, as PEM
     * @throws CoreModuleException with code INVALID_CONFIG if they cannot be used
     */
    static PemPair read(Vertx vertx, List<byte[]> contents) {
        PemKeyCertOptions options =
                new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(contents.get(0)))
                        .addKeyValue(Buffer.buffer(contents.get(1)));
        X509Certificate certificate;
        PrivateKey key;
        try {
            certificate = certificate(contents.get(0));
            key = key(options.getKeyManagerFactory(vertx), certificate);
        } catch (Exception e) {
            throw invalid("are no certificate and no key as PEM: " + e.getMessage(), e);
        }
        if (!belongs(certificate, key)) {
            throw invalid("do not belong together", null);
        }
        return new PemPair(options, certificate.getNotAfter().toInstant());
    }

    private static X509Certificate certificate(byte[] pem) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem));
    }

    private static PrivateKey key(KeyManagerFactory factory, X509Certificate certificate)
            throws GeneralSecurityException {
        X509KeyManager keys = (X509KeyManager) factory.getKeyManagers()[0];
        String[] names = keys.getServerAliases(certificate.getPublicKey().getAlgorithm(), null);
        if (names == null) {
            throw new GeneralSecurityException("there is no private key for the certificate");
        }
        return keys.getPrivateKey(names[0]);
    }

    private static boolean belongs(X509Certificate certificate, PrivateKey key) {
        boolean isRsa = key.getAlgorithm().equals("RSA");
        try {
            Signature signature =
                    Signature.getInstance(isRsa ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(certificate.getEncoded());
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(certificate.getEncoded());
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static CoreModuleException invalid(String what, @Nullable Exception cause) {
        return new CoreModuleException(ErrorCode.INVALID_CONFIG, "the files of TLS " + what, cause);
    }
}
