package io.omniflow.job.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniflow.job.gateway.api.Links;
import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.Caller;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Gatekeeper;
import io.omniflow.job.gateway.http.Operation;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Lets those call who have a key, each as a tenant and within its limits. Thread-safe. */
public final class ApiKeys implements Gatekeeper {

    private static final String BEARER = "Bearer ";

    private final Map<String, KeyUse> byHash = new HashMap<>();

    private final SignedLinks links;

    private ApiKeys(List<ApiKey> keys, Clock clock) {
        keys.forEach(key -> byHash.put(key.sha256(), new KeyUse(key, clock)));
        String all =
                byHash.keySet().stream().sorted().collect(Collectors.joining(",", "links,", ""));
        links = new SignedLinks(Hashes.sha256(all.getBytes(UTF_8)).getBytes(UTF_8), clock);
    }

    /**
     * Reads a file of keys.
     *
     * @throws io.omniflow.core.error.CoreModuleException with code INVALID_CONFIG if it is
     *     malformed
     */
    public static ApiKeys read(Path file, Clock clock) {
        return new ApiKeys(KeyFile.read(file), clock);
    }

    /** Returns what makes links that hold without a key. */
    public Links links() {
        return links;
    }

    @Override
    public Caller admit(Operation operation, Exchange exchange) {
        if (operation.access() == Operation.Access.OPEN) {
            return Caller.ANYBODY;
        }
        if (operation.access() == Operation.Access.LINK
                && !exchange.rawQuery("signature").isEmpty()) {
            if (links.isGood(exchange)) {
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
        KeyUse use = byHash.get(Hashes.sha256(key.getBytes(UTF_8)));
        if (use == null) {
            throw ApiException.unauthenticated("the key is not known");
        }
        return use;
    }
}
