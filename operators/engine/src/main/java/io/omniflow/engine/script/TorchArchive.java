package io.omniflow.engine.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a TorchScript archive that holds one class and no tensors. */
final class TorchArchive {

    /** The archive format of libtorch 1.10 and later; older ones resolve old operator schemas. */
    private static final String VERSION = "10\n";

    /**
     * Pickle of an instance of {@code __torch__.Kernels} whose only attribute is training=False.
     */
    private static final String INSTANCE =
            "\u0080\u0002c__torch__\nKernels\nq\0)\u0081q\u0001}q\u0002"
                    + "(X\u0008\0\0\0trainingq\u0003\u0089ubq\u0004.";

    /** Pickle of an empty tuple. */
    private static final String NO_CONSTANTS = "\u0080\u0002).";

    private TorchArchive() {}

    /**
     * Returns the bytes of the archive.
     *
     * @param source the class {@code Kernels} in TorchScript's serialised form
     */
    static byte[] of(String source) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            // libtorch reads entries in place and so takes no compressed ones.
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, "data.pkl", INSTANCE);
            put(zip, "code/__torch__.py", source);
            put(zip, "constants.pkl", NO_CONSTANTS);
            put(zip, "version", VERSION);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry("kernels/" + name);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
