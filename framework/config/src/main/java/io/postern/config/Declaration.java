// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.List;
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

    Declaration {
        options = List.copyOf(options);
    }

    /** Whether there may be several configurations of it. */
    boolean isFactory() {
        return !type.isEmpty() || section.equals(LISTENERS);
    }

    /** The option that a plain value is for, where keys could stand. */
    Optional<OptionType> plainOption() {
        return options.stream().filter(OptionType::isPlain).findFirst();
    }
}
