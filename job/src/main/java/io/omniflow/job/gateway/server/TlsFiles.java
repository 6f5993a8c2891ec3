package io.omniflow.job.gateway.server;

import java.nio.file.Path;

/**
 * Where certificate and key lie, as PEM.
 *
 * @param certificate the certificate, and those that it is signed with
 * @param key its private key, without a password
 */
public record TlsFiles(Path certificate, Path key) {}
