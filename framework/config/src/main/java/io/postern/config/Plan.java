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

    /** What can be started to see whether it starts: all that neither binds nor writes. */
    List<Setting> harmless() {
        return settings.stream().filter(setting -> !setting.touchesTheWorld()).toList();
    }

    /** All but the listeners. */
    List<Setting> others() {
        return settings.stream().filter(setting -> !setting.isListener()).toList();
    }
}
