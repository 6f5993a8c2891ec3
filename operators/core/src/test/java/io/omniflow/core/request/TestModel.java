package io.omniflow.core.request;

import io.omniflow.core.stepcache.QualityLevels;
import java.util.List;

/** A model whose rules the tests know. */
final class TestModel {

    private TestModel() {}

    /** Takes pictures of up to 100 bytes and offers these levels. */
    static ModelSpec withLevels(QualityLevels quality) {
        return new ModelSpec(
                "shapes",
                "r1",
                "/bundle",
                64,
                32,
                16,
                128,
                8,
                20,
                100,
                4.0,
                20.0,
                1000,
                4,
                100,
                List.of("FlowMatchEulerDiscreteScheduler"),
                quality);
    }
}
