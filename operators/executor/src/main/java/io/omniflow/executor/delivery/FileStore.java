package io.omniflow.executor.delivery;

import com.google.protobuf.ByteString;
import io.omniflow.executor.files.FileDirectory;
import io.omniflow.executor.wire.ResultRewriter;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps images as files named by their fingerprint. A file appears whole, under its final name, or
 * not at all, and is written once: whoever finds the name taken uses what is there.
 */
final class FileStore implements ResultRewriter.Store {

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SUBTYPE = Pattern.compile("[a-z0-9]{1,16}");

    private final FileDirectory directory;

    FileStore(String directory) {
        this.directory = new FileDirectory(directory);
    }

    @Override
    public String put(String fingerprint, String mediaType, ByteString data) throws IOException {
        if (!FINGERPRINT.matcher(fingerprint).matches()) {
            throw new IOException("a file is named by a fingerprint, not by '" + fingerprint + "'");
        }
        return directory.putIfAbsent(fingerprint + "." + ending(mediaType), data);
    }

    private static String ending(String mediaType) {
        String subtype = mediaType.substring(mediaType.indexOf('/') + 1).toLowerCase(Locale.ROOT);
        return SUBTYPE.matcher(subtype).matches() ? subtype : "bin";
    }
}
