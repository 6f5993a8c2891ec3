package io.omniflow.executor.cache;

import com.google.protobuf.ByteString;
import io.omniflow.core.config.CacheStorage;
import io.omniflow.executor.files.FileDirectory;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Keeps outputs as files named by the SHA-256 of their bytes, so that equal ones are one file and
 * no altered one is taken for what was put. Any thread may call; every call waits for the file
 * system.
 */
final class ContentStore {

    /** No output is so large; what claims to be is not read. */
    private static final int MOST_BYTES = 256 << 20;

    private static final long LATELY_MS = 3_600_000;

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final FileDirectory directory;

    /** Creates a store in the directory of a storage that has one. */
    ContentStore(CacheStorage storage) {
        directory = new FileDirectory(storage.directory());
    }

    /**
     * Writes a file and returns its URI. One that is there is written anew if it was altered, or if
     * it was not written lately: who removes files by their age must see that it is of use again.
     */
    String put(ByteString data) throws IOException {
        String name = hash(data.toByteArray());
        return isIntact(name) ? directory.uri(name) : directory.put(name, data);
    }

    /**
     * Reads the file that a URI names. Only its last part counts, the hash: the directory is the
     * one of this store, wherever the one who wrote the URI sees it.
     *
     * @throws IOException if the URI names no hash, or the file is missing, altered or unreadable
     */
    byte[] get(String uri) throws IOException {
        String name = uri.substring(uri.lastIndexOf('/') + 1);
        if (!HASH.matcher(name).matches()) {
            throw new IOException("'" + uri + "' does not end with the SHA-256 of a file");
        }
        byte[] data = directory.read(name, MOST_BYTES);
        String found = hash(data);
        if (!found.equals(name)) {
            throw new IOException(uri + " was altered: the SHA-256 of its bytes is " + found);
        }
        return data;
    }

    private boolean isIntact(String name) {
        try {
            long age = System.currentTimeMillis() - directory.writtenMs(name);
            return age < LATELY_MS && get(name).length > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String hash(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
