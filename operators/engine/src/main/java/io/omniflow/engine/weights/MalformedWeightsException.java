package io.omniflow.engine.weights;

/** Why a header is refused; whoever knows the file turns this into an InvalidModelException. */
final class MalformedWeightsException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Blames a tensor, or the file as a whole if the name is empty. */
    MalformedWeightsException(String tensor, String problem) {
        this(tensor, problem, null);
    }

    /** Blames a tensor and keeps the cause. */
    MalformedWeightsException(String tensor, String problem, Throwable cause) {
        super(tensor.isEmpty() ? problem : "tensor '" + tensor + "' " + problem, cause);
    }
}
