// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * One configuration to be.
 *
 * @param name the entry's name; that of the section where there is one only
 * @param label how messages call it, {@code router 'to-sink'}
 * @param at where it stands in the file
 * @param properties what the component gets
 */
record Setting(
        Declaration declaration,
        String name,
        String label,
        Place at,
        Map<String, Object> properties) {
    /** The property that marks our configurations: the section of the file they come from. */
    static final String SECTION = "postern.section";

    private static final Set<String> TOUCHING =
            Set.of(Declaration.LISTENERS, "spool", "queue", "admin");

    static final String NAME = "postern.name";
    static final String TYPE = "postern.type";
    static final String DOMAINS = "postern.domains";

    /** The networks that a relay policy's options name. */
    static final String NETWORKS = "postern.networks";

    Setting {
        properties = Map.copyOf(properties);
    }

    /**
     * Puts one together.
     *
     * @param options what the component declared
     * @param more what it gets beside them
     */
    static Setting of(
            EntryBinder.Subject subject,
            String name,
            Map<String, Object> options,
            Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(options);
        properties.putAll(more);
        properties.put(SECTION, subject.declaration().section());
        if (subject.declaration().isFactory()) {
            properties.put(NAME, name);
        }
        return new Setting(subject.declaration(), name, subject.label(), subject.at(), properties);
    }

    /** The PID of the configuration; the same for the same entry of a later file. */
    String pid() {
        String pid = declaration.pid();
        return declaration.isFactory() ? pid + "~" + name : pid;
    }

    boolean isIn(HookSection section) {
        return declaration.section().equals(section.key());
    }

    boolean isListener() {
        return declaration.section().equals(Declaration.LISTENERS);
    }

    /** Whether its component binds a port, writes to the disk or moves mail as soon as it runs. */
    boolean touchesTheWorld() {
        return TOUCHING.contains(declaration.section());
    }
}
