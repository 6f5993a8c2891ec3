package io.omniflow.job.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.job.rest.FakeJobManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlinkCheckTest {

    private static final String NO_JOBS = "{\"jobs\":[]}";

    private final FakeJobManager fake = FakeJobManager.start();

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void aClusterThatRunsTheJobIsFine() {
        overview("2.3.0", 2, 4, 2);
        fake.on("GET /jobs/overview", job("RUNNING"));

        assertThat(look()).allMatch(finding -> finding.level() == Level.OK);
        assertThat(look().get(0).text())
                .contains("Flink 2.3.0")
                .contains("2 TaskManagers, 2 of 4 slots free");
    }

    @Test
    void aJobThatIsNotSubmittedYetIsAWarning() {
        overview("2.3.0", 1, 2, 2);
        fake.on("GET /jobs/overview", NO_JOBS);

        assertThat(look().get(0).text()).contains("1 TaskManager, ");
        assertThat(look().get(1).level()).isEqualTo(Level.WARN);
        assertThat(look().get(1).advice()).contains("cluster submit");
    }

    @Test
    void aJobThatHasNoRoomIsAFailure() {
        overview("2.3.0", 1, 2, 1);
        fake.on("GET /jobs/overview", NO_JOBS);

        assertThat(look().get(1).level()).isEqualTo(Level.FAIL);
        assertThat(look().get(1).text()).contains("needs 2 free slots");
        assertThat(look().get(1).advice()).contains("numberOfTaskSlots");
    }

    @Test
    void aJobThatRestartsIsAFailure() {
        overview("2.3.0", 1, 2, 0);
        fake.on("GET /jobs/overview", job("RESTARTING"));

        assertThat(look().get(1).level()).isEqualTo(Level.FAIL);
        assertThat(look().get(1).text()).contains("a1 is RESTARTING");
    }

    @Test
    void anotherVersionOfFlinkIsAFailure() {
        overview("2.2.0", 1, 2, 2);
        fake.on("GET /jobs/overview", NO_JOBS);

        assertThat(look().get(0).level()).isEqualTo(Level.FAIL);
        assertThat(look().get(0).advice()).contains("run Flink 2.3.0");
    }

    @Test
    void aClusterWithoutTaskManagersIsAFailure() {
        overview("2.3.0", 0, 0, 0);
        fake.on("GET /jobs/overview", NO_JOBS);

        assertThat(look().get(0).level()).isEqualTo(Level.FAIL);
        assertThat(look().get(0).advice()).isEqualTo("start a TaskManager");
    }

    @Test
    void anAddressWhereNobodyAnswersIsAFailure() {
        String address = fake.address();
        fake.close();

        assertThat(new FlinkCheck(address, "omniflow", "2.3.0", 2).look())
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.level()).isEqualTo(Level.FAIL);
                            assertThat(finding.text()).contains(address).contains("--jobmanager");
                        });
    }

    private List<Finding> look() {
        return new FlinkCheck(fake.address(), "omniflow", "2.3.0", 2).look();
    }

    private void overview(String version, int taskManagers, int slots, int free) {
        fake.replace(
                "GET /overview",
                """
                {"flink-version":"%s","taskmanagers":%d,"slots-total":%d,"slots-available":%d}
                """
                        .formatted(version, taskManagers, slots, free));
    }

    private static String job(String state) {
        return "{\"jobs\":[{\"jid\":\"a1\",\"name\":\"omniflow\",\"state\":\"" + state + "\"}]}";
    }
}
