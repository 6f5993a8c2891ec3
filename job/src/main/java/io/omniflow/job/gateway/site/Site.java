package io.omniflow.job.gateway.site;

import io.omniflow.job.gateway.http.Route;
import java.util.ArrayList;
import java.util.List;

/** Adds to the operations what the gateway tells of itself. */
public final class Site {

    private Site() {}

    /** Returns the operations, those of the site, and the description of them all. */
    public static List<Route> routes(List<Route> operations, Instance instance) {
        List<Route> all = new ArrayList<>(operations);
        all.add(new HealthApi(instance).route());
        all.add(new MetricsApi(instance).route());
        all.addAll(Gallery.routes());
        all.add(new OpenApiDocument(all.stream().map(Route::operation).toList()).route());
        all.forEach(route -> instance.metrics().declare(route.operation().id()));
        return all;
    }
}
