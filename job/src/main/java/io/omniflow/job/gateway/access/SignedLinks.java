package io.omniflow.job.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniflow.job.gateway.api.Links;
import io.omniflow.job.gateway.http.Exchange;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;

/**
 * Links that are good for a time without a key. They are signed with a secret that follows from the
 * file of keys, so that every instance with the same file takes them.
 */
final class SignedLinks implements Links {

    private static final Duration AGE = Duration.ofHours(1);

    private final byte[] secret;

    private final Clock clock;

    SignedLinks(byte[] secret, Clock clock) {
        this.secret = secret.clone();
        this.clock = clock;
    }

    @Override
    public String of(Exchange exchange, String id, int index) {
        String expires = String.valueOf(clock.instant().plus(AGE).getEpochSecond());
        String path = Links.path(id, index);
        return exchange.origin()
                + path
                + "?expires="
                + expires
                + "&signature="
                + signature(path, expires);
    }

    /** Tells whether a call carries a signature that holds. */
    boolean isGood(Exchange exchange) {
        String expires = exchange.rawQuery("expires");
        if (!expires.matches("\\d{1,12}")
                || Long.parseLong(expires) < clock.instant().getEpochSecond()) {
            return false;
        }
        String path = Links.path(exchange.path("id"), exchange.path("index"));
        return MessageDigest.isEqual(
                signature(path, expires).getBytes(UTF_8),
                exchange.rawQuery("signature").getBytes(UTF_8));
    }

    private String signature(String path, String expires) {
        return Hashes.hmac(secret, (path + " " + expires).getBytes(UTF_8));
    }
}
