package io.omniflow.job.graph;

import java.io.IOException;
import java.net.URI;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.core.fs.local.LocalRecoverableWriter;

/** A file system in which directories can be made and files cannot. */
public final class FullDisk implements FileSystemFactory {

    static final String REASON = "no space left on this device";

    private static final String SCHEME = "full-disk";

    static final String DIRECTORY =
            SCHEME + "://" + System.getProperty("java.io.tmpdir") + "/omniflow-full-disk";

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileSystem create(URI uri) {
        return new Full();
    }

    private static final class Full extends LocalFileSystem {

        @Override
        public URI getUri() {
            return URI.create(SCHEME + ":///");
        }

        @Override
        public FSDataOutputStream create(Path file, WriteMode overwrite) throws IOException {
            throw new IOException(REASON);
        }

        @Override
        public LocalRecoverableWriter createRecoverableWriter() {
            throw new UnsupportedOperationException(REASON);
        }
    }
}
