// SPDX-License-Identifier: Apache-2.0
package io.postern.testserver;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sections of a {@code postern.yaml} as text, each from its key in the first column to the next
 * one: enough to put one in the place of another. Immutable.
 */
record Sections(Map<String, String> texts) {
    private static final Pattern KEY = Pattern.compile("^([a-z][a-z-]*):", Pattern.MULTILINE);

    /**
     * Splits a file.
     *
     * @throws IllegalArgumentException where something stands before the first section
     */
    static Sections of(String yaml) {
        Map<String, String> texts = new LinkedHashMap<>();
        Matcher key = KEY.matcher(yaml);
        boolean more = key.find();
        String before = more ? yaml.substring(0, key.start()) : yaml;
        if (before.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#"))) {
            throw new IllegalArgumentException("not a section: " + before.strip());
        }
        while (more) {
            String name = key.group(1);
            int start = key.start();
            more = key.find();
            String text = yaml.substring(start, more ? key.start() : yaml.length());
            texts.put(name, text.endsWith("\n") ? text : text + "\n");
        }
        return new Sections(texts);
    }

    /** These, and in the place of those of the same name the others. */
    Sections with(Sections others) {
        Map<String, String> all = new LinkedHashMap<>(texts);
        all.putAll(others.texts);
        return new Sections(all);
    }

    /** The file. */
    String yaml() {
        return String.join("", texts.values());
    }
}
