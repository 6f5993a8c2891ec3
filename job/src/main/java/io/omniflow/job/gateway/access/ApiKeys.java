package io.omniflow.job.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniflow.job.gateway.api.Links;
import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.Caller;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Gatekeeper;
import io.omniflow.job.gateway.http.Operation;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets those call who have a key, each as a tenant and within its limits. The keys may be replaced
 * at any time, all at once; a key that stays as it was keeps its count. Thread-safe.
 */
public final class ApiKeys implements Gatekeeper {

    private static final String BEARER = "Bearer ";

    private record Ring(Map<String, KeyUse> byHash, SignedLinks links) {}

    private final Clock clock;

    private volatile Ring ring;

    /** Creates it without keys: nobody may call. */
    public ApiKeys(Clock clock) {
        this.clock = clock;
        this.ring = new Ring(Map.of(), new SignedLinks(new byte[] {0}, clock));
    }

    /**
     * Takes the keys of a file instead of those that it had.
     *
     * @param yaml content of the file
     * @throws io.omniflow.core.error.CoreModuleException with code INVALID_CONFIG if it is
     *     malformed; the keys stay as they were
     */
    public void replace(byte[] yaml) {
        KeyFile file = KeyFile.read(yaml);
        Map<String, KeyUse> before = ring.byHash();
        Map<String, KeyUse> now = new HashMap<>();
        for (ApiKey key : file.keys()) {
            KeyUse known = before.get(key.sha256());
            boolean isSame = known != null && known.key().equals(key);
            now.put(key.sha256(), isSame ? known : new KeyUse(key, clock));
        }
        byte[] secret = Hashes.sha256(file.linkSecret().getBytes(UTF_8)).getBytes(UTF_8);
        ring = new Ring(now, new SignedLinks(secret, clock));
    }

    /** Returns what makes links that hold without a key. */
    public Links links() {
        return (exchange, id, index) -> ring.links().of(exchange, id, index);
    }

    @Override
    public Caller admit(Operation operation, Exchange exchange) {
        if (operation.access() == Operation.Access.OPEN) {
            return Caller.ANYBODY;
        }
        if (operation.access() == Operation.Access.LINK
                && !exchange.rawQuery("signature").isEmpty()) {
            if (ring.links().isGood(exchange)) {
                return Caller.ANYBODY;
            }
            throw ApiException.forbidden("signature", "the link has expired, or is not ours");
        }
        KeyUse use = use(exchange.header("authorization"));
        if (operation.isWork()) {
            use.begin(exchange);
        }
        return use.key().caller();
    }

    private KeyUse use(String header) {
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw ApiException.unauthenticated(
                    "a key is needed, in the header 'Authorization: Bearer KEY'");
        }
        String key = header.substring(BEARER.length()).strip();
        KeyUse use = ring.byHash().get(Hashes.sha256(key.getBytes(UTF_8)));
        if (use == null) {
            throw ApiException.unauthenticated("the key is not known");
        }
        return use;
    }
}
