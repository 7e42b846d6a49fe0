// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import io.postern.hooks.HookFigures;

import java.util.List;

/**
 * How a plugin is.
 *
 * @param file its name in {@code plugins/}; empty for one of the distribution's own
 * @param builtIn whether the version in force is the distribution's
 * @param previous the version that a roll-back would bring back, empty where there is none
 * @param accepted what it may state that it uses
 * @param versions those that run, the one in force first
 */
public record PluginState(
        String name,
        String file,
        boolean builtIn,
        String previous,
        Uses accepted,
        List<Version> versions) {
    public PluginState {
        versions = List.copyOf(versions);
    }

    /**
     * One version of it.
     *
     * @param sha256 of its jar; empty for the distribution's
     * @param bundle its id
     * @param share of the calls that it gets, from 0 to 1
     * @param state {@code active}, or what OSGi calls it
     * @param hooks what they were asked and have answered
     */
    public record Version(
            String version,
            String sha256,
            long bundle,
            double share,
            String state,
            List<HookFigures> hooks) {
        public Version {
            hooks = List.copyOf(hooks);
        }

        Version with(List<HookFigures> figures) {
            return new Version(
                    version,
                    sha256,
                    bundle,
                    share,
                    state,
                    figures.stream().filter(one -> one.bundle() == bundle).toList());
        }
    }

    PluginState with(List<HookFigures> figures) {
        return new PluginState(
                name,
                file,
                builtIn,
                previous,
                accepted,
                versions.stream().map(version -> version.with(figures)).toList());
    }
}
