// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import java.util.Map;

/** What came of an order. */
public sealed interface PluginAnswer {
    /**
     * It is done, or could be.
     *
     * @param change in the past tense, as events call it
     * @param plugin name, version, what it uses, as in a JSON object
     */
    record Done(String change, Map<String, Object> plugin) implements PluginAnswer {
        public Done {
            plugin = Map.copyOf(plugin);
        }
    }

    /** Nothing has changed; why. */
    record Refused(String reason) implements PluginAnswer {}

    /** There is no such plugin. */
    record Unknown(String name) implements PluginAnswer {}

    /** It isn't done yet. */
    record Late() implements PluginAnswer {}
}
