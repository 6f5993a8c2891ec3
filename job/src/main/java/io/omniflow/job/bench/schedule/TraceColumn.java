package io.omniflow.job.bench.schedule;

import java.util.Locale;
import java.util.function.Function;

/** The columns of a trace file, in the order in which they are written. */
enum TraceColumn {
    ARRIVAL_MS(TraceRequest::arrivalMs),
    REQUEST_ID(TraceRequest::id),
    TENANT(TraceRequest::tenant),
    PRIORITY(request -> request.priority().name().toLowerCase(Locale.ROOT)),
    MODEL(TraceRequest::model),
    STEPS(TraceRequest::steps),
    WIDTH(TraceRequest::width),
    HEIGHT(TraceRequest::height),
    IMAGES(TraceRequest::images),
    SERVICE_MS(request -> Math.round(request.serviceMs())),
    DEADLINE_MS(TraceRequest::deadlineMs);

    private final Function<TraceRequest, Object> value;

    TraceColumn(Function<TraceRequest, Object> value) {
        this.value = value;
    }

    /** Returns the name in the header of the file. */
    String header() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the text of the column for a request. */
    String of(TraceRequest request) {
        return value.apply(request).toString();
    }
}
