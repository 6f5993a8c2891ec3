package io.omniflow.executor.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;

/**
 * Canonical savepoints of one subtask that are committed and restored by tests from then on, so
 * that no change of a codec or of a state's layout loses what is in the savepoints of users.
 *
 * <p>The files are never written anew: whoever changes the state adds another directory, made with
 * {@code mvn -pl operators/executor -am test -Dtest=TEST -Domniflow.fixture.write=DIRECTORY}, and
 * has it restored as well.
 */
public final class SavepointFixture {

    private static final Path FIXTURES = Path.of("src/test/resources/savepoints");
    private static final String FILE = "subtask-0";

    private SavepointFixture() {}

    /** Writes another directory if the command line asks for one. */
    public static void writeIfAsked(Taker taker) throws Exception {
        String name = System.getProperty("omniflow.fixture.write", "");
        if (!name.isEmpty()) {
            Path directory = Files.createDirectory(FIXTURES.resolve(name));
            OperatorSnapshotUtil.writeStateHandle(taker.take(), directory.resolve(FILE).toString());
        }
    }

    /** Reads what lies in a directory. */
    public static OperatorSubtaskState read(String name) throws Exception {
        return OperatorSnapshotUtil.readStateHandle(
                FIXTURES.resolve(name).resolve(FILE).toString());
    }

    /** Takes a savepoint. */
    @FunctionalInterface
    public interface Taker {

        /** Returns the savepoint of an operator that has been ended. */
        OperatorSubtaskState take() throws Exception;
    }
}
