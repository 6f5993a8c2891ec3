package io.omniflow.core.recovery;

import io.omniflow.core.error.CoreModuleException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells which class a failure has: by its code, and by what is known of the libraries' exceptions,
 * which have one type for everything and differ in their words only.
 */
public final class Failures {

    private static final int MAX_CAUSES = 16;

    private static final List<String> OUT_OF_MEMORY =
            List.of(
                    "out of memory",
                    "out_of_memory",
                    "not enough memory",
                    "can't allocate memory",
                    "cannot allocate memory",
                    "cublas_status_alloc_failed",
                    "cudnn_status_alloc_failed");

    private static final List<String> DEVICE_LOST =
            List.of(
                    "cuda error",
                    "cublas_status_",
                    "cudnn_status_",
                    "cufft_",
                    "device-side assert",
                    "device lost",
                    "illegal memory access",
                    "no cuda gpus are available");

    private Failures() {}

    /** Returns the class of a failure, judged by itself and by its causes. */
    public static FailureClass classOf(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            FailureClass known = known(cause);
            if (known != null) {
                return known;
            }
            cause = cause.getCause();
        }
        return FailureClass.TRANSIENT;
    }

    private static @Nullable FailureClass known(Throwable failure) {
        if (failure instanceof CoreModuleException coded) {
            return byCode(coded);
        }
        if (failure instanceof OutOfMemoryError) {
            return FailureClass.OUT_OF_MEMORY;
        }
        FailureClass byWords = byWords(failure);
        return byWords == null && isDefect(failure) ? FailureClass.PERMANENT : byWords;
    }

    private static @Nullable FailureClass byCode(CoreModuleException failure) {
        return switch (failure.code()) {
            case DEADLINE_EXCEEDED, REQUEST_TIMEOUT -> FailureClass.DEADLINE;
            case POISON -> FailureClass.POISON;
            case RESOURCE_EXHAUSTED -> {
                FailureClass byWords = byWords(failure);
                yield byWords == null && failure.getCause() == null
                        ? FailureClass.OUT_OF_MEMORY
                        : byWords;
            }
            // Any failure of a model has this code; its cause says more.
            case GENERATION_FAILED -> byWords(failure);
            default -> FailureClass.PERMANENT;
        };
    }

    private static @Nullable FailureClass byWords(Throwable failure) {
        String words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (OUT_OF_MEMORY.stream().anyMatch(words::contains)) {
            return FailureClass.OUT_OF_MEMORY;
        }
        return DEVICE_LOST.stream().anyMatch(words::contains) ? FailureClass.DEVICE_LOST : null;
    }

    /** Computing the same once more would show the same defect. */
    private static boolean isDefect(Throwable failure) {
        return failure instanceof IllegalArgumentException
                || failure instanceof NullPointerException
                || failure instanceof ClassCastException
                || failure instanceof IndexOutOfBoundsException
                || failure instanceof ArithmeticException
                || failure instanceof UnsupportedOperationException;
    }
}
