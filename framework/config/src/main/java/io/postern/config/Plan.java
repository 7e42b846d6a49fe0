// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.List;

/** A file without errors, in the form in which it is applied. */
record Plan(Identity identity, List<Setting> settings) {
    Plan {
        settings = List.copyOf(settings);
    }

    List<Setting> listeners() {
        return settings.stream().filter(Setting::isListener).toList();
    }

    /** The names of the routers. */
    String[] routers() {
        return settings.stream()
                .filter(setting -> setting.isIn(HookSection.ROUTERS))
                .map(Setting::name)
                .toArray(String[]::new);
    }

    /** All but the listeners. */
    List<Setting> others() {
        return settings.stream().filter(setting -> !setting.isListener()).toList();
    }
}
