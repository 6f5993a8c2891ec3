package io.omniflow.engine.weights;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of contents of a safetensors file. An instance exists only if the tensors fill the data
 * section exactly, without overlap or gap, so whoever reads by it stays inside the file.
 */
final class SafetensorsHeader {

    /** Longest header the format allows. */
    static final long MAX_BYTES = 100_000_000;

    private final Map<String, TensorEntry> entries;

    private SafetensorsHeader(Map<String, TensorEntry> entries) {
        this.entries = entries;
    }

    /**
     * Parses and checks a header.
     *
     * @param json the header's text
     * @param dataBytes size of the data section
     * @throws MalformedWeightsException if anything does not fit; the message names the tensor
     */
    static SafetensorsHeader parse(String json, long dataBytes) throws MalformedWeightsException {
        List<TensorEntry> list = new HeaderParser(json).parse();
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        for (TensorEntry entry : list) {
            checkSize(entry);
            if (entries.put(entry.name(), entry) != null) {
                throw new MalformedWeightsException(entry.name(), "is listed twice");
            }
        }
        checkLayout(list, dataBytes);
        return new SafetensorsHeader(entries);
    }

    /** Returns the entries by name, in the order of the file. */
    Map<String, TensorEntry> entries() {
        return entries;
    }

    private static void checkSize(TensorEntry entry) throws MalformedWeightsException {
        long bytes = entry.dtype().bytes();
        for (long dimension : entry.shape()) {
            if (dimension < 0) {
                throw new MalformedWeightsException(
                        entry.name(), "has a negative dimension: " + dimension);
            }
            try {
                bytes = Math.multiplyExact(bytes, dimension);
            } catch (ArithmeticException e) {
                throw new MalformedWeightsException(entry.name(), "is larger than any file", e);
            }
        }
        if (entry.begin() < 0 || entry.end() < entry.begin() || entry.size() != bytes) {
            throw new MalformedWeightsException(
                    entry.name(),
                    String.format(
                            "needs %d bytes, but its offsets are [%d, %d]",
                            bytes, entry.begin(), entry.end()));
        }
    }

    private static void checkLayout(List<TensorEntry> entries, long dataBytes)
            throws MalformedWeightsException {
        List<TensorEntry> sorted = new ArrayList<>(entries);
        sorted.sort(
                Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
        long at = 0;
        for (TensorEntry entry : sorted) {
            if (entry.begin() != at) {
                throw new MalformedWeightsException(
                        entry.name(),
                        "begins at byte "
                                + entry.begin()
                                + (entry.begin() < at ? ", inside another tensor" : ", after a gap")
                                + "; expected "
                                + at);
            }
            at = entry.end();
        }
        if (at != dataBytes) {
            throw new MalformedWeightsException(
                    "", "the tensors take " + at + " bytes, but the file holds " + dataBytes);
        }
    }
}
