package io.omniflow.job.cli.dlq;

import io.omniflow.job.deadletter.DeadLetter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes dead letters for programs. */
final class LetterJson {

    private LetterJson() {}

    /** Returns what a letter says of itself, without its value. */
    static Map<String, Object> of(DeadLetter letter) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("place", PlaceConverter.text(letter.place()));
        json.put("time_ms", letter.timestampMs());
        json.put("code", letter.code());
        json.put("message", letter.message());
        json.put("stage", letter.stage());
        json.put("topic", letter.topic().orElse(""));
        json.put("origin", letter.origin());
        json.put("key", letter.keyText());
        json.put("bytes", letter.size());
        json.put("cut", letter.isCut());
        return json;
    }

    /** Returns all of a letter, its value in Base64. */
    static Map<String, Object> whole(DeadLetter letter) {
        Map<String, Object> json = of(letter);
        Map<String, String> headers = new LinkedHashMap<>();
        letter.sent().forEach(header -> headers.put(header.key(), header.text()));
        json.put("headers", headers);
        byte[] value = letter.value();
        json.put("value", value == null ? null : Base64.getEncoder().encodeToString(value));
        return json;
    }
}
