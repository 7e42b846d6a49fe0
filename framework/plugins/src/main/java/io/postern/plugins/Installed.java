// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * A plugin that runs. States: one version in force, perhaps a second on trial beside it (the
 * canary). Owned by the thread of {@link Plugins}.
 */
final class Installed {
    private Running current;
    private @Nullable Running canary;

    Installed(Running current) {
        this.current = current;
    }

    /** The version in force. */
    Running current() {
        return current;
    }

    /** The version on trial, null where there is none. */
    @Nullable Running canary() {
        return canary;
    }

    void become(Running other) {
        current = other;
        canary = null;
    }

    void tryOut(@Nullable Running other) {
        canary = other;
    }

    /** A version of a plugin and its bundle. */
    record Running(PluginFacts facts, Bundle bundle) {}
}
