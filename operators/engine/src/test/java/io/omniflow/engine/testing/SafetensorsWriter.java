package io.omniflow.engine.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Writes safetensors files, well-formed ones and others. */
public final class SafetensorsWriter {

    private record Tensor(long[] shape, float[] values) {}

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /** Adds a tensor. */
    public SafetensorsWriter add(String name, float[] values, long... shape) {
        tensors.put(name, new Tensor(shape, values));
        return this;
    }

    /** Writes all tensors as F32, F16 or BF16. */
    public void write(Path file, String dtype) {
        StringJoiner header = new StringJoiner(",", "{", "}");
        header.add("\"__metadata__\":{\"format\":\"pt\"}");
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        tensors.forEach(
                (name, tensor) -> {
                    int begin = data.size();
                    data.writeBytes(encode(tensor.values, dtype));
                    header.add(
                            String.format(
                                    "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}",
                                    name,
                                    dtype,
                                    Arrays.toString(tensor.shape),
                                    begin,
                                    data.size()));
                });
        write(file, bytes(header.toString(), data.toByteArray()));
    }

    /** Returns a file of any header and data. */
    public static byte[] bytes(String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array();
    }

    /** Writes a file and its directories. */
    public static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encode(float[] values, String dtype) {
        int size = dtype.equals("F32") ? Float.BYTES : Short.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(values.length * size).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            int bits = Float.floatToIntBits(value);
            switch (dtype) {
                case "F32" -> bytes.putInt(bits);
                case "BF16" -> bytes.putShort((short) (bits >>> Short.SIZE));
                case "F16" -> bytes.putShort(half(value));
                default -> throw new IllegalArgumentException(dtype);
            }
        }
        return bytes.array();
    }

    /** Truncates to half precision; good for normal numbers and zero. */
    private static short half(float value) {
        int bits = Float.floatToIntBits(value);
        int exponent = (bits >>> 23 & 0xff) - 127 + 15;
        int sign = bits >>> 16 & 0x8000;
        if (exponent <= 0) {
            return (short) sign;
        }
        return (short) (sign | exponent << 10 | bits >>> 13 & 0x3ff);
    }
}
