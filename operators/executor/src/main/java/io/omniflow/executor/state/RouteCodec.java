package io.omniflow.executor.state;

import io.omniflow.core.pipeline.Route;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link Route}. */
public enum RouteCodec implements Codec<Route> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<Route> type() {
        return Route.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(Route route, DataOutputView out) throws IOException {
        Fields.writeString(route.pipeline(), out);
        Fields.writeList(
                route.passed(),
                (report, view) -> Fields.write(StageReportCodec.INSTANCE, report, view),
                out);
        Fields.writeList(
                route.next(), (leg, view) -> Fields.write(LegCodec.INSTANCE, leg, view), out);
    }

    @Override
    public Route read(int version, DataInputView in) throws IOException {
        return new Route(
                Fields.readString(in),
                Fields.readList(view -> Fields.read(StageReportCodec.INSTANCE, view), in),
                Fields.readList(view -> Fields.read(LegCodec.INSTANCE, view), in));
    }
}
