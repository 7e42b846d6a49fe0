// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.transport.Peer;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What to do when a host says something.
 *
 * @param reply found anywhere in the reply, its codes included
 * @param hosts whose reply; {@code *.example.org} for all below it, none for every host
 * @param part of the limits that is left at first, of {@link Action#SLOW}
 */
record Reaction(Pattern reply, List<String> hosts, Action action, Duration time, double part) {
    /** Whether it is meant for this reply. */
    boolean matches(Peer peer) {
        return !peer.reply().isEmpty()
                && (hosts.isEmpty() || isOneOf(peer.host().toLowerCase(Locale.ROOT)))
                && reply.matcher(peer.reply()).find();
    }

    private boolean isOneOf(String host) {
        return hosts.stream().anyMatch(pattern -> NamePattern.matches(pattern, host));
    }

    /** What is done. */
    enum Action {
        /** Nothing goes to the site, from no source. */
        SUSPEND_SITE,
        /** Nothing goes to the site from this source; what waits takes others of its pool. */
        SUSPEND_SOURCE,
        /** Less goes to the site from this source. */
        SLOW,
        /** As SUSPEND_SOURCE, and the message is tried from the next source at once. */
        NEXT_SOURCE,
        /** The recipient has failed, though the reply was temporary. */
        BOUNCE;

        /** As files and logs have it: {@code suspend-site}. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
