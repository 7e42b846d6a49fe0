// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.lang.reflect.Proxy;
import java.util.Map;

/** The section limits: with its defaults, and what a test sets. */
final class TestLimits {
    private TestLimits() {}

    static LimitsSection defaults() {
        return with(Map.of());
    }

    static LimitsSection with(Map<String, Object> options) {
        return new LimitsSection(options(options));
    }

    static LimitsSection.Options options(Map<String, Object> options) {
        return (LimitsSection.Options)
                Proxy.newProxyInstance(
                        LimitsSection.Options.class.getClassLoader(),
                        new Class<?>[] {LimitsSection.Options.class},
                        (_, method, _) ->
                                options.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
