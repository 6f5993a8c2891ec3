package io.omniflow.core.error;

/**
 * Stable codes of everything that can go wrong. The names are part of the public contract: they
 * appear in results, events and dead letters, and are never renamed.
 */
public enum ErrorCode {
    /** The bytes are no request: not protobuf, not JSON, truncated, or null. */
    UNPARSEABLE,
    /** The request id is missing, too long, or has characters that ids do not have. */
    INVALID_ID,
    /** The same request id arrived before with other content. */
    ID_REUSED,
    /** The request names a model that no stage serves. */
    UNKNOWN_MODEL,
    /** The prompt or negative prompt is missing or too long. */
    INVALID_PROMPT,
    /** The number of images is out of range. */
    INVALID_N,
    /** The size is malformed, out of range, or not divisible by the model's patch. */
    INVALID_SIZE,
    /** The number of inference steps is out of range. */
    INVALID_STEPS,
    /** The guidance scale is not finite or out of range. */
    INVALID_GUIDANCE,
    /** The priority is a value this release does not know. */
    INVALID_PRIORITY,
    /** The sampler is none of the model's. */
    INVALID_SCHEDULER,
    /** The quality level, or the one to move to, is none of the model's. */
    INVALID_QUALITY,
    /** The step cache is not known, or its setting is malformed or out of range. */
    INVALID_STEP_CACHE,
    /** What is said of the cache across generations is out of range or contradicts itself. */
    INVALID_CACHE_OPTION,
    /** The picture to start from is malformed or of the wrong size, or its strength is. */
    INVALID_IMAGE,
    /** What is said of the sampling or the end of a text is out of range. */
    INVALID_TEXT_OPTION,
    /** The output format is not supported. */
    INVALID_OUTPUT_FORMAT,
    /** A label, tenant or user field is malformed or too long. */
    INVALID_FIELD,
    /** The command is malformed or not known to this release. */
    INVALID_COMMAND,
    /** The deadline passed before the work could be done. */
    DEADLINE_EXCEEDED,
    /** The queue of the model is at capacity. */
    QUEUE_FULL,
    /** The request did not finish within the request timeout. */
    REQUEST_TIMEOUT,
    /** The request was cancelled by a control command. */
    CANCELLED,
    /** A generation produced values that are not finite. */
    NOT_FINITE,
    /** A step did not return in time, also when the task ran alone. */
    WORKER_TIMEOUT,
    /** The process died twice while it ran this task. */
    POISON,
    /** The model failed while generating. */
    GENERATION_FAILED,
    /** Some images of a request failed; each output says which and why. */
    PARTIAL_FAILURE,
    /** A model bundle is missing, incomplete or malformed. */
    INVALID_MODEL,
    /** A configuration value is missing or out of range. */
    INVALID_CONFIG,
    /** A device or its memory is not available. */
    RESOURCE_EXHAUSTED,
    /** A cache entry is malformed or does not belong here. */
    INVALID_CACHE_ENTRY,
    /** A record is larger than its topic takes. */
    RECORD_TOO_LARGE,
    /** A defect in Omniflow itself. */
    INTERNAL
}
