package io.omniflow.job.gateway.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A path with variables, such as <code>/v1/jobs/{id}</code>; each stands for one segment. */
record PathTemplate(List<String> segments) {

    static PathTemplate of(String path) {
        return new PathTemplate(List.of(path.split("/", -1)));
    }

    /** Returns the values of the variables, if the path has this form. */
    Optional<Map<String, String>> match(String path) {
        String[] given = path.split("/", -1);
        if (given.length != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < given.length; i++) {
            String segment = segments.get(i);
            if (segment.startsWith("{")) {
                String value = decode(given[i]);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                values.put(segment.substring(1, segment.length() - 1), value);
            } else if (!segment.equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
