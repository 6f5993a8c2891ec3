package io.omniflow.job.bench.schedule;

import io.omniflow.core.request.Priority;
import java.util.Objects;

/**
 * One request of a trace.
 *
 * @param arrivalMs when it arrives, milliseconds from the begin of the trace
 * @param id its id, unique in the trace
 * @param tenant who asks; empty for the common tenant
 * @param priority its class
 * @param model the model it is for
 * @param steps steps of each image
 * @param width width in pixels
 * @param height height in pixels
 * @param images number of images
 * @param serviceMs device time of one of its images that runs alone, in milliseconds
 * @param deadlineMs milliseconds from its arrival by which it is wanted; 0 for none
 */
record TraceRequest(
        long arrivalMs,
        String id,
        String tenant,
        Priority priority,
        String model,
        int steps,
        int width,
        int height,
        int images,
        double serviceMs,
        long deadlineMs) {

    /** Checks that nothing is missing or out of range. */
    TraceRequest {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(priority, "priority");
        require(!id.isEmpty(), "request_id", "is empty");
        require(!model.isEmpty(), "model", "is empty");
        require(arrivalMs >= 0, "arrival_ms", "is negative");
        require(steps > 0, "steps", "must be at least 1");
        require(width > 0, "width", "must be at least 1");
        require(height > 0, "height", "must be at least 1");
        require(images > 0, "images", "must be at least 1");
        require(serviceMs > 0 && serviceMs < 1e12, "service_ms", "must be a number above 0");
        require(deadlineMs >= 0, "deadline_ms", "is negative");
    }

    /** Returns the device time of all images, one after the other, in milliseconds. */
    double workMs() {
        return images * serviceMs;
    }

    /** Returns the same request at another time. */
    TraceRequest at(long otherArrivalMs) {
        return new TraceRequest(
                otherArrivalMs,
                id,
                tenant,
                priority,
                model,
                steps,
                width,
                height,
                images,
                serviceMs,
                deadlineMs);
    }

    private static void require(boolean valid, String column, String problem) {
        if (!valid) {
            throw new IllegalArgumentException(column + " " + problem);
        }
    }
}
