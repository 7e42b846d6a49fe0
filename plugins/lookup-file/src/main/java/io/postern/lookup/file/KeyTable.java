// SPDX-License-Identifier: Apache-2.0
package io.postern.lookup.file;

import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Keys and their values: {@code key: value} on each line, a key on several lines having several
 * values; lines that begin with {@code #} are comments.
 *
 * @param values each key's, in the order of the lines
 * @param ignoreCase whether letter case says nothing in a key
 */
record KeyTable(Map<String, List<String>> values, boolean ignoreCase) {
    KeyTable {
        values = Map.copyOf(values);
    }

    /** Reads a whole file; what is wrong in it is said line by line. */
    static Parsed<KeyTable> parse(String text, boolean ignoreCase) {
        UnaryOperator<String> form = form(ignoreCase);
        Map<String, List<String>> values = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            int colon = colon(line);
            if (colon <= 0) {
                problems.add(new Problem(number, 0, "no key with a colon and a space after it"));
                continue;
            }
            values.computeIfAbsent(
                            form.apply(line.substring(0, colon).strip()), _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        values.replaceAll((_, several) -> List.copyOf(several));
        return problems.isEmpty()
                ? new Parsed.Good<>(new KeyTable(values, ignoreCase))
                : new Parsed.Bad<>(problems);
    }

    /** Those of a key; none where it isn't there. */
    List<String> find(String key) {
        return values.getOrDefault(form(ignoreCase).apply(key), List.of());
    }

    /** The one that ends the key: a colon within a word, as in an IPv6 address, belongs to it. */
    private static int colon(String line) {
        int colon = line.indexOf(':');
        while (colon >= 0
                && colon < line.length() - 1
                && !Character.isWhitespace(line.charAt(colon + 1))) {
            colon = line.indexOf(':', colon + 1);
        }
        return line.substring(0, Math.max(colon, 0)).isBlank() ? -1 : colon;
    }

    private static UnaryOperator<String> form(boolean ignoreCase) {
        return ignoreCase ? key -> key.toLowerCase(Locale.ROOT) : UnaryOperator.identity();
    }
}
