// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import java.io.InputStream;

/** What an operator wants of plugins. */
public sealed interface PluginOrder {
    /**
     * Look at a jar, and change nothing.
     *
     * @param jar read once, by the thread that gives the order
     */
    record Check(InputStream jar) implements PluginOrder {}

    /**
     * Bring in a jar.
     *
     * @param jar read once, by the thread that gives the order
     * @param update whether a version of it must be there, else none may
     * @param accept whatever it states that it uses
     * @param share of the calls, for a version that is on trial beside the old one; 1 where it is
     *     to take its place
     * @param dryRun say only what would be done
     * @param who wants it
     */
    record Take(
            InputStream jar,
            boolean update,
            boolean accept,
            double share,
            boolean dryRun,
            String who)
            implements PluginOrder {}

    /** Do something with a plugin that is there. */
    record Change(Verb verb, String name, boolean dryRun, String who) implements PluginOrder {}

    /** What can be done with one. */
    enum Verb {
        /** The version on trial takes the place of the old one. */
        PROMOTE,
        /** The version on trial goes; without one, the version before comes back. */
        ROLLBACK,
        /** Hooks that are suspended since they failed are asked again. */
        RESUME,
        /** It goes. */
        REMOVE
    }
}
