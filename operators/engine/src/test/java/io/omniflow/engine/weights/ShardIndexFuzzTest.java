package io.omniflow.engine.weights;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.Map;

/** Any index is either refused or names only files of its own directory. */
class ShardIndexFuzzTest {

    private static final Path DIRECTORY = Path.of("/bundle/part");

    @FuzzTest(maxDuration = "30s")
    void indexesAreRefusedOrStayInside(FuzzedDataProvider data) {
        Map<String, String> shards;
        try {
            shards = ShardIndex.parse(data.consumeRemainingAsString());
        } catch (MalformedWeightsException expected) {
            return;
        }
        for (String file : shards.values()) {
            Path path = DIRECTORY.resolve(file).normalize();
            if (!DIRECTORY.equals(path.getParent())) {
                throw new AssertionError("accepted a shard outside the directory: " + file);
            }
        }
    }
}
