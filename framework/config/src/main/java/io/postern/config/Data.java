// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import com.fasterxml.jackson.jr.ob.JSON;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Makes JSON of what the file says, its scalars read by the core schema of YAML 1.2. */
final class Data {
    /** The numbers that YAML and JSON have in common; {@code 012} is text. */
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?");

    private Data() {}

    /** A map and all in it, in the order of the file. */
    static String json(Node.Mapping map) {
        return text(value(map));
    }

    /** Some properties: texts, numbers, true and false, arrays of those. */
    static String json(Map<String, Object> properties) {
        return text(properties);
    }

    private static String text(@Nullable Object value) {
        try {
            return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static @Nullable Object value(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> value(scalar);
            case Node.Sequence list -> {
                List<@Nullable Object> values = new ArrayList<>();
                list.items().forEach(item -> values.add(value(item)));
                yield values;
            }
            case Node.Mapping map -> {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                map.entries().forEach(entry -> values.put(entry.key(), value(entry.value())));
                yield values;
            }
        };
    }

    private static @Nullable Object value(Node.Scalar scalar) {
        if (scalar.isNull()) {
            return null;
        }
        if (scalar.is(true) || scalar.is(false)) {
            return scalar.is(true);
        }
        boolean number = scalar.plain() && NUMBER.matcher(scalar.text()).matches();
        return number ? new BigDecimal(scalar.text()) : scalar.text();
    }
}
