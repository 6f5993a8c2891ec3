package io.omniflow.executor.delivery;

import com.google.protobuf.ByteString;
import io.omniflow.executor.wire.ResultRewriter;
import java.io.IOException;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/**
 * Keeps images as files named by their fingerprint. A file appears whole, under its final name, or
 * not at all, and is written once: whoever finds the name taken uses what is there.
 */
final class FileStore implements ResultRewriter.Store {

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SUBTYPE = Pattern.compile("[a-z0-9]{1,16}");

    private final Path directory;

    FileStore(String directory) {
        this.directory = new Path(directory);
    }

    @Override
    public String put(String fingerprint, String mediaType, ByteString data) throws IOException {
        if (!FINGERPRINT.matcher(fingerprint).matches()) {
            throw new IOException("a file is named by a fingerprint, not by '" + fingerprint + "'");
        }
        FileSystem files = directory.getFileSystem();
        Path target = new Path(directory, fingerprint + "." + ending(mediaType));
        if (!files.exists(target)) {
            write(files, target, data);
        }
        return target.makeQualified(files).toUri().toString();
    }

    private void write(FileSystem files, Path target, ByteString data) throws IOException {
        Path temporary = new Path(directory, "." + target.getName() + "." + UUID.randomUUID());
        try {
            try (FSDataOutputStream out = files.create(temporary, WriteMode.NO_OVERWRITE)) {
                data.writeTo(out);
            }
            if (!files.rename(temporary, target) && !files.exists(target)) {
                throw new IOException("cannot rename " + temporary + " to " + target);
            }
        } finally {
            if (files.exists(temporary)) {
                files.delete(temporary, false);
            }
        }
    }

    private static String ending(String mediaType) {
        String subtype = mediaType.substring(mediaType.indexOf('/') + 1).toLowerCase(Locale.ROOT);
        return SUBTYPE.matcher(subtype).matches() ? subtype : "bin";
    }
}
