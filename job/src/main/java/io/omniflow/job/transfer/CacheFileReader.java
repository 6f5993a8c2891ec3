package io.omniflow.job.transfer;

import io.omniflow.executor.record.RecordHeader;
import io.omniflow.job.client.ClientException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the records that {@link CacheFileWriter} wrote, in their order. */
public final class CacheFileReader implements AutoCloseable {

    private final Path file;

    private final DataInputStream in;

    private long records;

    /**
     * Opens a file.
     *
     * @throws ClientException if it is no export
     */
    public CacheFileReader(Path file) throws IOException {
        this.file = file;
        this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
        byte[] magic = in.readNBytes(CacheFileWriter.MAGIC.length());
        if (!new String(magic, StandardCharsets.UTF_8).equals(CacheFileWriter.MAGIC)) {
            in.close();
            throw new ClientException(file + " is no file of 'omniflow cache export'");
        }
    }

    /**
     * Returns the next record, or nothing after the last one.
     *
     * @throws ClientException if the file ends or makes no sense before its end mark
     */
    public Optional<CacheRecord> next() throws IOException {
        try {
            int kind = in.readUnsignedByte();
            if (kind == CacheFileWriter.RECORD) {
                records++;
                return Optional.of(record());
            }
            if (kind == CacheFileWriter.END && in.readLong() == records) {
                return Optional.empty();
            }
            throw damaged();
        } catch (EOFException e) {
            throw damaged();
        }
    }

    /** Closes the file. */
    @Override
    public void close() throws IOException {
        in.close();
    }

    private CacheRecord record() throws IOException {
        long timestampMs = in.readLong();
        byte[] key = bytes();
        byte[] value = bytes();
        int count = in.readInt();
        List<RecordHeader> headers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            headers.add(new RecordHeader(new String(bytes(), StandardCharsets.UTF_8), bytes()));
        }
        return new CacheRecord(key, value, headers, timestampMs);
    }

    private byte[] bytes() throws IOException {
        int length = in.readInt();
        if (length < 0) {
            throw damaged();
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private ClientException damaged() {
        return new ClientException(
                file + " is cut off or damaged after " + records + " records: export it again");
    }
}
