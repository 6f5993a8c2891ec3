package io.omniflow.engine.weights;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any header is either refused or describes the data section exactly. */
class SafetensorsFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void headersAreRefusedOrExact(FuzzedDataProvider data) {
        long size = data.consumeLong(0, 1 << 20);
        SafetensorsHeader header;
        try {
            header = SafetensorsHeader.parse(data.consumeRemainingAsString(), size);
        } catch (MalformedWeightsException expected) {
            return;
        }
        long total = header.entries().values().stream().mapToLong(TensorEntry::size).sum();
        boolean inside =
                header.entries().values().stream()
                        .allMatch(e -> e.begin() >= 0 && e.begin() <= e.end() && e.end() <= size);
        if (total != size || !inside) {
            throw new AssertionError("accepted a header that does not fit " + size + " bytes");
        }
    }
}
