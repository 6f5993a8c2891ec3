package io.omniflow.engine.weights;

import org.jspecify.annotations.Nullable;

/** The element types that the safetensors format knows; this engine loads the floating ones. */
enum SafetensorsType {
    BOOL(1),
    U8(1),
    I8(1),
    F8_E4M3(1),
    F8_E5M2(1),
    I16(2),
    U16(2),
    F16(2),
    BF16(2),
    I32(4),
    U32(4),
    F32(4),
    I64(8),
    U64(8),
    F64(8);

    private final int bytes;

    SafetensorsType(int bytes) {
        this.bytes = bytes;
    }

    /** Returns the size of an element. */
    int bytes() {
        return bytes;
    }

    /** Returns the type of this name, or null. */
    static @Nullable SafetensorsType find(String name) {
        for (SafetensorsType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }
}
