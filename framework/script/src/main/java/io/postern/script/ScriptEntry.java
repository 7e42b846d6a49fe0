// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSONObjectException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One entry of {@code scripts:}.
 *
 * @param name what it is called; empty where it is called as its file
 * @param listeners whose sessions it is asked about; all where there are none
 * @param options what the script finds as {@code options}, a JSON object
 * @param shadow whether it only watches: what it says counts for nothing
 * @param replaces of a shadow: the script in whose place it would stand; empty for in front of all
 */
record ScriptEntry(
        Path file,
        String name,
        Set<String> listeners,
        String options,
        boolean shadow,
        String replaces) {
    /** No options. */
    static final String NO_OPTIONS = "{}";

    ScriptEntry {
        listeners = Set.copyOf(listeners);
    }

    /** Of a path alone, or of the JSON that the configuration makes of a map. */
    static ScriptEntry of(String configured) {
        if (!configured.startsWith("{")) {
            return new ScriptEntry(Path.of(configured), "", Set.of(), NO_OPTIONS, false, "");
        }
        try {
            Map<String, Object> keys = JSON.std.mapFrom(configured);
            return new ScriptEntry(
                    Path.of(String.valueOf(keys.get("file"))),
                    String.valueOf(keys.getOrDefault("name", "")),
                    texts(keys.getOrDefault("listeners", List.of())),
                    String.valueOf(keys.getOrDefault("options", NO_OPTIONS)),
                    String.valueOf(keys.getOrDefault("shadow", false)).equals("true"),
                    String.valueOf(keys.getOrDefault("replaces", "")));
        } catch (JSONObjectException broken) {
            throw new IllegalArgumentException("no entry of scripts: " + configured, broken);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Set<String> texts(Object list) {
        Set<String> texts = new LinkedHashSet<>();
        if (list instanceof List<?> several) {
            several.forEach(one -> texts.add(String.valueOf(one)));
        }
        return texts;
    }
}
