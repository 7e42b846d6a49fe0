// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import java.util.Map;

/**
 * What a hook's service says of itself.
 *
 * @param hook the interface's simple name, as {@code Router}
 * @param name {@code postern.name}, or the {@code postern.type}, or the component's class
 * @param type {@code postern.type}; empty where it hasn't one
 * @param plugin the bundle it comes from, {@code name/version}
 * @param ranking {@code service.ranking}
 * @param properties all its service properties
 */
public record HookInfo(
        String hook,
        String name,
        String type,
        String plugin,
        int ranking,
        Map<String, Object> properties) {
    public HookInfo {
        properties = Map.copyOf(properties);
    }
}
