package io.omniflow.engine.weights;

/**
 * Where a tensor lies in a safetensors file, already checked.
 *
 * @param name name of the tensor
 * @param dtype type of its elements on disk
 * @param shape sizes of its dimensions
 * @param begin first byte, counted from the end of the header
 * @param end byte after the last one
 */
@SuppressWarnings("ArrayRecordComponent") // entries are looked up by name, never compared
record TensorEntry(String name, SafetensorsType dtype, long[] shape, long begin, long end) {

    /** Returns the number of bytes on disk. */
    long size() {
        return end - begin;
    }

    /** Returns the number of elements. */
    long elements() {
        return size() / dtype.bytes();
    }
}
