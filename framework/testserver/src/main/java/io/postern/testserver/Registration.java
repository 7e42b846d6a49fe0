// SPDX-License-Identifier: Apache-2.0
package io.postern.testserver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An object of the test that is to be a service of the framework.
 *
 * @param hooks the interfaces of the API that it implements
 * @param properties of the service
 */
record Registration(Object plugin, List<String> hooks, Map<String, Object> properties) {
    Registration {
        hooks = List.copyOf(hooks);
        properties = Map.copyOf(properties);
    }

    /**
     * Finds out which hooks an object implements.
     *
     * @throws IllegalArgumentException where there are none
     */
    static Registration of(Object plugin, Map<String, Object> properties, int ranking) {
        List<String> hooks = new ArrayList<>();
        for (Class<?> type = plugin.getClass(); type != null; type = type.getSuperclass()) {
            for (Class<?> implemented : type.getInterfaces()) {
                if (implemented.getName().startsWith("io.postern.api.")) {
                    hooks.add(implemented.getName());
                }
            }
        }
        if (hooks.isEmpty()) {
            throw new IllegalArgumentException(
                    plugin.getClass().getName() + " implements no interface of io.postern.api");
        }
        Map<String, Object> all = new HashMap<>();
        all.put("service.ranking", ranking);
        all.put("postern.name", name(plugin.getClass(), hooks.getFirst()));
        all.putAll(properties);
        return new Registration(plugin, hooks, all);
    }

    private static String name(Class<?> type, String hook) {
        boolean lambda = type.isHidden() || type.getSimpleName().isEmpty();
        return lambda ? hook.substring(hook.lastIndexOf('.') + 1) : type.getSimpleName();
    }
}
