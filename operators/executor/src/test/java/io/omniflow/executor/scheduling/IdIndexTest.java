package io.omniflow.executor.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdIndexTest {

    @Test
    void findsWhatAMapFindsInRandomHistories() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            IdIndex index = new IdIndex();
            Map<String, Long> oracle = new HashMap<>();
            int ids = 1 + random.nextInt(6_000);
            for (int i = 0; i < 20_000; i++) {
                String id = "id-" + random.nextInt(ids);
                long number = random.nextInt(50);
                if (random.nextInt(3) > 0) {
                    index.put(id, number);
                    oracle.put(id, number);
                } else {
                    index.remove(id, number);
                    oracle.remove(id, number);
                }
                String other = "id-" + random.nextInt(ids);
                assertThat(index.find(other)).isEqualTo(oracle.getOrDefault(other, IdIndex.NONE));
                assertThat(index.size()).isEqualTo(oracle.size());
            }
            for (int i = 0; i < ids; i++) {
                assertThat(index.find("id-" + i))
                        .isEqualTo(oracle.getOrDefault("id-" + i, IdIndex.NONE));
            }
        }
    }
}
