package io.omniflow.job.gateway.api;

import io.omniflow.job.gateway.http.Exchange;

/** Makes the links under which outputs are served. */
@FunctionalInterface
public interface Links {

    /** Links that anybody may follow, since nobody needs a key. */
    Links PLAIN = (exchange, id, index) -> exchange.origin() + path(id, index);

    /** Returns a link to an output of a request. */
    String of(Exchange exchange, String id, int index);

    /** Returns the path of an output. */
    static String path(String id, int index) {
        return "/v1/jobs/" + id + "/outputs/" + index;
    }
}
