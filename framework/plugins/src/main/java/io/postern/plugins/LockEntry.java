// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is remembered of a plugin.
 *
 * @param file its name in {@code plugins/}
 * @param current the version in force
 * @param previous the one before, to roll back to; {@link Copy#NONE} where there is none
 * @param canary the version on trial beside it; {@link Copy#NONE} where there is none
 * @param share of the canary
 * @param accepted what it may state that it uses
 */
record LockEntry(
        String name,
        String file,
        Copy current,
        Copy previous,
        Copy canary,
        double share,
        Uses accepted) {
    /** A version and its octets. */
    record Copy(String version, String sha256) {
        static final Copy NONE = new Copy("", "");

        static Copy of(PluginFacts facts) {
            return new Copy(facts.version().toString(), facts.sha256());
        }

        boolean isThere() {
            return !sha256.isEmpty();
        }

        private Map<String, Object> fields() {
            return Map.of("version", version, "sha256", sha256);
        }

        private static Copy read(@Nullable Object value) {
            return value instanceof Map<?, ?> map
                    ? new Copy(text(map, "version"), text(map, "sha256"))
                    : NONE;
        }
    }

    LockEntry accepting(Uses uses) {
        return new LockEntry(name, file, current, previous, canary, share, uses);
    }

    LockEntry in(String otherFile) {
        return new LockEntry(name, otherFile, current, previous, canary, share, accepted);
    }

    LockEntry trying(Copy version, double itsShare) {
        return new LockEntry(name, file, current, previous, version, itsShare, accepted);
    }

    /** The octets it needs. */
    Set<String> copies() {
        return List.of(current, previous, canary).stream()
                .filter(Copy::isThere)
                .map(Copy::sha256)
                .collect(Collectors.toSet());
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("file", file);
        fields.put("current", current.fields());
        if (previous.isThere()) {
            fields.put("previous", previous.fields());
        }
        if (canary.isThere()) {
            fields.put("canary", canary.fields());
            fields.put("share", share);
        }
        fields.put("accepted", accepted.fields());
        return fields;
    }

    static LockEntry read(Map<?, ?> fields) {
        Map<?, ?> accepted = fields.get("accepted") instanceof Map<?, ?> map ? map : Map.of();
        return new LockEntry(
                text(fields, "name"),
                text(fields, "file"),
                Copy.read(fields.get("current")),
                Copy.read(fields.get("previous")),
                Copy.read(fields.get("canary")),
                fields.get("share") instanceof Number number ? number.doubleValue() : 0,
                new Uses(
                        texts(accepted, "hooks"),
                        texts(accepted, "lookups"),
                        texts(accepted, "network")));
    }

    private static String text(Map<?, ?> fields, String key) {
        return fields.get(key) instanceof String text ? text : "";
    }

    private static Set<String> texts(Map<?, ?> fields, String key) {
        return fields.get(key) instanceof Collection<?> all
                ? all.stream().map(String::valueOf).collect(Collectors.toCollection(TreeSet::new))
                : Set.of();
    }
}
