package io.omniflow.job.gateway.site;

import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Operation;
import io.omniflow.job.gateway.http.Route;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Serves the page for people, which uses nothing but the API. */
final class Gallery {

    private record File(String id, String path, String name, String type, String summary) {}

    private static final List<File> FILES =
            List.of(
                    new File("getGallery", "/", "index.html", "text/html", "A page for people."),
                    new File(
                            "getGalleryScript",
                            "/gallery.js",
                            "gallery.js",
                            "text/javascript",
                            "The script of the page."),
                    new File(
                            "getGalleryStyle",
                            "/gallery.css",
                            "gallery.css",
                            "text/css",
                            "The style of the page."));

    private Gallery() {}

    static List<Route> routes() {
        return FILES.stream().map(Gallery::route).toList();
    }

    private static Route route(File file) {
        Buffer content = read(file.name());
        return new Route(
                Operation.get(file.id(), file.path(), file.summary())
                        .with(Operation.Access.OPEN)
                        .answering(file.type()),
                exchange -> send(exchange, file.type(), content));
    }

    /** The page runs no script and asks no server but its own. */
    private static Future<Void> send(Exchange exchange, String type, Buffer content) {
        exchange.put(
                "content-security-policy",
                "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
                        + "frame-ancestors 'none'");
        exchange.put("referrer-policy", "no-referrer");
        exchange.put("cache-control", "no-cache");
        return exchange.bytes(200, type + "; charset=utf-8", content);
    }

    private static Buffer read(String name) {
        try (InputStream stream = Gallery.class.getResourceAsStream("/omniflow-gallery/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("the file " + name + " is not in the jar");
            }
            return Buffer.buffer(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
