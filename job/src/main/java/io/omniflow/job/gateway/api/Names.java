package io.omniflow.job.gateway.api;

import io.omniflow.v1.CacheReport;
import io.omniflow.v1.Priority;
import io.omniflow.v1.Status;
import java.util.Locale;

/** The names of enumerations as callers read them. */
final class Names {

    private Names() {}

    static String of(CacheReport.Kind kind) {
        return kind == CacheReport.Kind.KIND_UNSPECIFIED ? "none" : lower(kind.name(), "KIND_");
    }

    static String of(Status status) {
        return lower(status.name(), "STATUS_");
    }

    static String of(Priority priority) {
        return priority == Priority.PRIORITY_UNSPECIFIED
                ? "normal"
                : lower(priority.name(), "PRIORITY_");
    }

    private static String lower(String name, String prefix) {
        return name.substring(name.startsWith(prefix) ? prefix.length() : 0)
                .toLowerCase(Locale.ROOT);
    }
}
