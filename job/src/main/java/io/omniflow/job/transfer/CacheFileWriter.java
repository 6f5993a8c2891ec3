package io.omniflow.job.transfer;

import io.omniflow.executor.record.RecordHeader;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes records of the cache topic to a file, which appears under its name when all is written.
 *
 * <p>The file begins with the 16 bytes {@code omniflow-cache 1} and a line feed. Each record is the
 * byte 1, its time as 8 bytes, its key and its value, each as 4 bytes of length and the bytes, the
 * number of its headers as 4 bytes, and of each its name and its value in the same way. The byte 0
 * ends the file, with the number of records as 8 bytes behind it. Numbers are big-endian.
 */
public final class CacheFileWriter implements AutoCloseable {

    static final String MAGIC = "omniflow-cache 1\n";

    static final int RECORD = 1;

    static final int END = 0;

    private final Path file;

    private final Path unfinished;

    private final DataOutputStream out;

    private long records;

    /** Creates the file beside its final name; one that is unfinished there is replaced. */
    public CacheFileWriter(Path file) throws IOException {
        this.file = file;
        this.unfinished = file.resolveSibling(file.getFileName() + ".part");
        this.out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished)));
        out.writeBytes(MAGIC);
    }

    /** Adds a record. */
    public void write(CacheRecord record) throws IOException {
        out.writeByte(RECORD);
        out.writeLong(record.timestampMs());
        bytes(record.key());
        bytes(record.value());
        out.writeInt(record.headers().size());
        for (RecordHeader header : record.headers()) {
            bytes(header.key().getBytes(StandardCharsets.UTF_8));
            bytes(header.value() == null ? new byte[0] : header.value());
        }
        records++;
    }

    /** Ends the file and gives it its name, in place of one that was there. */
    public void finish() throws IOException {
        out.writeByte(END);
        out.writeLong(records);
        out.close();
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes what is unfinished. */
    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(unfinished);
    }

    private void bytes(byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
