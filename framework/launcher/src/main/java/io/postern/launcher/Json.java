// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import com.fasterxml.jackson.jr.ob.JSON;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A JSON object as the admin API sends it, read without fuss: what isn't there is empty. */
record Json(Map<String, Object> fields) {
    private static final JSON WRITER = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

    static Json parse(String text) throws IOException {
        return new Json(JSON.std.mapFrom(text));
    }

    static String text(Object value) throws IOException {
        return WRITER.asString(value);
    }

    String text(String key) {
        @Nullable Object value = fields.get(key);
        return value == null ? "" : value.toString();
    }

    long number(String key) {
        return fields.get(key) instanceof Number number ? number.longValue() : 0;
    }

    boolean flag(String key) {
        return Boolean.TRUE.equals(fields.get(key));
    }

    List<String> texts(String key) {
        return fields.get(key) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    List<Json> objects(String key) {
        return fields.get(key) instanceof List<?> list
                ? list.stream().map(Json::of).toList()
                : List.of();
    }

    Json object(String key) {
        return of(fields.get(key));
    }

    @SuppressWarnings("unchecked") // JSON has no other keys.
    private static Json of(@Nullable Object value) {
        return new Json(value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of());
    }
}
