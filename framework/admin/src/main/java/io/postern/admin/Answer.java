// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import com.fasterxml.jackson.jr.ob.JSON;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is sent back.
 *
 * @param status HTTP's code
 * @param type of the content
 * @param content all of it
 */
record Answer(int status, String type, byte[] content) {
    private static final JSON WRITER =
            JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES);

    /** 200 and a JSON object. */
    static Answer of(Map<String, ?> fields) throws IOException {
        return of(200, fields);
    }

    static Answer of(int status, Map<String, ?> fields) throws IOException {
        return text(status, "application/json", WRITER.asString(fields) + "\n");
    }

    /** {@code {"error": …}}. */
    static Answer error(int status, String text) throws IOException {
        return of(status, Map.of("error", text));
    }

    /** 503: what is asked for isn't there yet, or no more. */
    static Answer notThere(String what) throws IOException {
        return error(503, what + " isn't there now");
    }

    static Answer text(int status, String type, String text) {
        return new Answer(status, type, text.getBytes(StandardCharsets.UTF_8));
    }
}
