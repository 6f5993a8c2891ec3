package io.omniflow.job.embedded;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what has been opened so far, last first, unless all went well. */
final class Opened implements AutoCloseable {

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Leaves everything open. */
    void keep() {
        opened.clear();
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            closeOne(opened.pop());
        }
    }

    private static void closeOne(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new EmbeddedException("cannot close " + resource, e);
        }
    }
}
