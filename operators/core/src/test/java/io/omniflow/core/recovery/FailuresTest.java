package io.omniflow.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class FailuresTest {

    @Test
    void readsTheWordsOfTheLibraries() {
        assertThat(ofModel("CUDA out of memory. Tried to allocate 2.00 GiB"))
                .isEqualTo(FailureClass.OUT_OF_MEMORY);
        assertThat(ofModel("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9"))
                .isEqualTo(FailureClass.OUT_OF_MEMORY);
        assertThat(ofModel("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate"))
                .isEqualTo(FailureClass.OUT_OF_MEMORY);
        assertThat(ofModel("CUDA error: an illegal memory access was encountered"))
                .isEqualTo(FailureClass.DEVICE_LOST);
        assertThat(ofModel("CUDA error: device-side assert triggered"))
                .isEqualTo(FailureClass.DEVICE_LOST);
        assertThat(ofModel("the stream was busy")).isEqualTo(FailureClass.TRANSIENT);
    }

    @Test
    void judgesByCodes() {
        assertThat(byCode(ErrorCode.NOT_FINITE)).isEqualTo(FailureClass.PERMANENT);
        assertThat(byCode(ErrorCode.INVALID_PROMPT)).isEqualTo(FailureClass.PERMANENT);
        assertThat(byCode(ErrorCode.WORKER_TIMEOUT)).isEqualTo(FailureClass.PERMANENT);
        assertThat(byCode(ErrorCode.POISON)).isEqualTo(FailureClass.POISON);
        assertThat(byCode(ErrorCode.DEADLINE_EXCEEDED)).isEqualTo(FailureClass.DEADLINE);
        assertThat(byCode(ErrorCode.RESOURCE_EXHAUSTED)).isEqualTo(FailureClass.OUT_OF_MEMORY);
        assertThat(byCode(ErrorCode.GENERATION_FAILED)).isEqualTo(FailureClass.TRANSIENT);
    }

    @Test
    void looksBehindTheCodeThatAnyFailureOfAModelHas() {
        assertThat(Failures.classOf(failed(new IndexOutOfBoundsException("7"))))
                .isEqualTo(FailureClass.PERMANENT);
        assertThat(Failures.classOf(failed(new UncheckedIOException(new IOException("busy")))))
                .isEqualTo(FailureClass.TRANSIENT);
        assertThat(
                        Failures.classOf(
                                failed(new IllegalStateException(new OutOfMemoryError("heap")))))
                .isEqualTo(FailureClass.OUT_OF_MEMORY);
    }

    @Test
    void comesToAnEndWithCausesThatGoInCircles() {
        IllegalStateException first = new IllegalStateException("first");
        first.initCause(new IllegalStateException("second", first));
        assertThat(Failures.classOf(first)).isEqualTo(FailureClass.TRANSIENT);
    }

    private static FailureClass ofModel(String words) {
        return Failures.classOf(failed(new IllegalStateException(words)));
    }

    private static FailureClass byCode(ErrorCode code) {
        return Failures.classOf(new CoreModuleException(code, "so it is"));
    }

    private static CoreModuleException failed(Throwable cause) {
        return new CoreModuleException(ErrorCode.GENERATION_FAILED, "the model failed", cause);
    }
}
