// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import java.time.Instant;

/**
 * What a hook is asked about, a message or a session, so that one version of a plugin is asked from
 * its beginning to its end.
 *
 * @param key its queue id, or the session's
 * @param began when it was accepted, or connected
 */
public record Subject(String key, Instant began) {
    /** Nothing in particular, which the version with the larger share is asked about. */
    public static final Subject NONE = new Subject("", Instant.MAX);

    private static final double LOTS = 1L << 32;

    /** Where it stands from 0 up to 1: the same for the same key, and as good as drawn. */
    double lot() {
        if (key.isEmpty()) {
            return 0.5;
        }
        // The last step of MurmurHash3: ids that follow each other fall far apart.
        int hash = key.hashCode();
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return Integer.toUnsignedLong(hash ^ (hash >>> 16)) / LOTS;
    }
}
