// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a component says of its configuration.
 *
 * @param section the key of the file where it is configured, {@code queue}, {@code routers}
 * @param type what {@code type:} calls it, empty for a component that isn't a plugin
 * @param pid its configuration PID
 */
record Declaration(String section, String type, String pid, List<OptionType> options) {
    /** The section of the listeners: a list, started after all else. */
    static final String LISTENERS = "listeners";

    /** The section of shaping rules: a list, the first asked first. */
    static final String SHAPING = "shaping";

    /** The section of retry rules: a list, the first asked first, all before the queue's own. */
    static final String RETRY = "retry";

    /** What one entry is called in messages, of the sections that are lists of one kind. */
    private static final Map<String, String> LISTS =
            Map.of(
                    LISTENERS,
                    "listener",
                    "egress",
                    "egress source",
                    SHAPING,
                    "shaping rule",
                    RETRY,
                    "retry rule");

    Declaration {
        options = List.copyOf(options);
    }

    /** Whether there may be several configurations of it. */
    boolean isFactory() {
        return !type.isEmpty() || isList();
    }

    /** Whether its section is a list of named entries, each a configuration of it. */
    boolean isList() {
        return LISTS.containsKey(section);
    }

    /** Whether the order of its list is that in which its entries are asked. */
    boolean isRanked() {
        return section.equals(SHAPING) || section.equals(RETRY);
    }

    /** What one entry of its list is called in messages. */
    String noun() {
        return LISTS.getOrDefault(section, section);
    }

    /** The option that a plain value is for, where keys could stand. */
    Optional<OptionType> plainOption() {
        return options.stream().filter(OptionType::isPlain).findFirst();
    }
}
