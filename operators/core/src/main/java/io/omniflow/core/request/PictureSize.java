package io.omniflow.core.request;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads the size of a picture from the header of its file: IHDR of PNG (ISO/IEC 15948), the first
 * frame header of JPEG (ITU-T T.81, B.2.2).
 */
final class PictureSize {

    private static final int PNG_START = 0x89504E47;
    private static final int PNG_CHUNK = 12;
    private static final int IHDR = 0x49484452;

    private static final int JPEG_HEAD = 2;
    private static final int MARKER = 0xFF;
    private static final int FRAME_HEADER = 0xC0;
    private static final int HUFFMAN_TABLES = 0xC4;
    private static final int EXTENSION = 0xC8;
    private static final int ARITHMETIC_TABLES = 0xCC;
    private static final int RESTART = 0xD0;
    private static final int START_OF_SCAN = 0xDA;
    private static final int TEMPORARY = 0x01;

    private PictureSize() {}

    /** Returns the size of a PNG or JPEG file; empty if its header does not tell. */
    static Optional<RequestRules.Size> of(byte[] data) {
        try {
            ByteBuffer file = ByteBuffer.wrap(data);
            return file.getInt(0) == PNG_START ? png(file) : jpeg(file.position(JPEG_HEAD));
        } catch (BufferUnderflowException
                | IndexOutOfBoundsException
                | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<RequestRules.Size> png(ByteBuffer file) {
        file.position(PNG_CHUNK);
        return file.getInt() == IHDR ? size(file.getInt(), file.getInt()) : Optional.empty();
    }

    private static Optional<RequestRules.Size> jpeg(ByteBuffer file) {
        while (true) {
            int marker = marker(file);
            if (marker == START_OF_SCAN) {
                return Optional.empty();
            }
            if (isAlone(marker)) {
                continue;
            }
            int segment = file.position();
            int length = Short.toUnsignedInt(file.getShort());
            if (isFrameHeader(marker)) {
                file.get();
                int height = Short.toUnsignedInt(file.getShort());
                return size(Short.toUnsignedInt(file.getShort()), height);
            }
            file.position(segment + Math.max(Short.BYTES, length));
        }
    }

    /** Any number of fill bytes may stand before a marker. */
    private static int marker(ByteBuffer file) {
        int next = Byte.toUnsignedInt(file.get());
        if (next != MARKER) {
            throw new IllegalArgumentException("a segment begins with a marker");
        }
        while (next == MARKER) {
            next = Byte.toUnsignedInt(file.get());
        }
        return next;
    }

    private static boolean isAlone(int marker) {
        return marker == TEMPORARY || marker >= RESTART && marker < START_OF_SCAN;
    }

    private static boolean isFrameHeader(int marker) {
        return marker >= FRAME_HEADER
                && marker < RESTART
                && marker != HUFFMAN_TABLES
                && marker != EXTENSION
                && marker != ARITHMETIC_TABLES;
    }

    private static Optional<RequestRules.Size> size(int width, int height) {
        return width > 0 && height > 0
                ? Optional.of(new RequestRules.Size(width, height))
                : Optional.empty();
    }
}
