// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import org.osgi.framework.Bundle;

import java.util.List;

/**
 * Which version of a plugin is asked while several of them are started, and what became of that. A
 * service of this bundle; safe for many threads.
 *
 * <p>Versions of a plugin are bundles of one symbolic name. A hook of theirs is one place in its
 * chain, whoever of them answers: the bundle installed last has its share of the messages, the one
 * before it the rest. Without a word from {@link #share} that share is 1: the newest is asked.
 */
public interface Rollouts {
    /**
     * Gives a version so much of the messages and sessions that begin from now on. What has begun
     * stays with the version it was with, while that one is started. All hooks of the version
     * change over at once.
     *
     * @param share from 0 (it is never asked) to 1 (the older one is never asked)
     * @throws IllegalArgumentException where it is outside of that
     */
    void share(Bundle version, double share);

    /** What each hook that is there now was asked and has answered, in no order. */
    List<HookFigures> figures();

    /**
     * Ends the suspension of all hooks of a plugin, whatever its version.
     *
     * @return whether one was suspended
     */
    boolean resume(String symbolicName);
}
