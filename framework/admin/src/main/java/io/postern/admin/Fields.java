// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** A JSON object that was sent to us: what isn't there is empty, what has another type a 400. */
record Fields(Map<String, Object> values) {
    boolean isEmpty() {
        return values.isEmpty();
    }

    String text(String key) {
        return switch (values.get(key)) {
            case null -> "";
            case String text -> text;
            default -> throw wrong(key, "text");
        };
    }

    boolean flag(String key) {
        return switch (values.get(key)) {
            case null -> false;
            case Boolean flag -> flag;
            default -> throw wrong(key, "true or false");
        };
    }

    List<String> texts(String key) {
        @Nullable Object value = values.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw wrong(key, "a list of texts");
    }

    @SuppressWarnings("unchecked") // JSON has no other keys.
    Fields fields(String key) {
        return switch (values.get(key)) {
            case null -> new Fields(Map.of());
            case Map<?, ?> map -> new Fields((Map<String, Object>) map);
            default -> throw wrong(key, "an object");
        };
    }

    private static RefusedException wrong(String key, String expected) {
        return new RefusedException(400, key + ": expected " + expected);
    }
}
