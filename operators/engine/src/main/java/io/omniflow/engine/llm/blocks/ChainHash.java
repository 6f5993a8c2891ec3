package io.omniflow.engine.llm.blocks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Names a full block by all tokens from the start of its sequence to its end: SHA-256 over the name
 * of the block before and the tokens of this one. Nobody can make another text of the same name.
 *
 * @param first upper half of the first 16 bytes
 * @param second lower half of them
 */
public record ChainHash(long first, long second) {

    /**
     * Returns what the first block of a sequence follows.
     *
     * @param scope sequences of different scopes share no block
     */
    public static ChainHash root(String scope) {
        return of(ByteBuffer.wrap(scope.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the name of the block that follows this one. */
    public ChainHash next(int[] tokens, int from, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES + count * Integer.BYTES);
        bytes.putLong(first).putLong(second);
        for (int i = 0; i < count; i++) {
            bytes.putInt(tokens[from + i]);
        }
        return of(bytes.flip());
    }

    private static ChainHash of(ByteBuffer bytes) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(bytes);
            ByteBuffer digest = ByteBuffer.wrap(sha.digest());
            return new ChainHash(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
