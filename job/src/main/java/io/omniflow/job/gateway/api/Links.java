package io.omniflow.job.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniflow.job.gateway.http.Exchange;
import java.net.URLEncoder;

/** Makes the links under which outputs are served. */
@FunctionalInterface
public interface Links {

    /** Links that anybody may follow, since nobody needs a key. */
    Links PLAIN = (exchange, id, index) -> exchange.origin() + path(id, index);

    /** Returns a link to an output of a request. */
    String of(Exchange exchange, String id, int index);

    /** Returns the path of an output. */
    static String path(String id, int index) {
        return path(id, String.valueOf(index));
    }

    /** Returns the path of an output whose index is given as a text. */
    static String path(String id, String index) {
        return "/v1/jobs/" + URLEncoder.encode(id, UTF_8) + "/outputs/" + index;
    }
}
