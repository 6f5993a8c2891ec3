package io.omniflow.executor.coordination;

/** The place of a worker in the job: its stage and its subtask index. */
record Seat(String stage, int worker) {}
