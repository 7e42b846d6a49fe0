// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import java.time.Instant;
import java.util.List;

/**
 * What the queue knows of one site now, and what keeps its mail from going faster: the answer to
 * {@code postern queue explain}. All text is for people, on one line.
 *
 * @param site what it is called
 * @param transport who carries to it
 * @param hosts host:port of all hops, sorted
 * @param domains some of those whose mail goes there, at most 20
 * @param state {@code fresh} (not tried yet), {@code good}, {@code doubted} (failed since it
 *     answered last), {@code down}
 * @param limit what keeps the next message back; {@code nothing} where none waits or may
 * @param ready messages that wait here
 * @param active attempts under way
 * @param oldest when the oldest that waits was taken; {@link Instant#MAX} where none waits
 * @param blockedUntil until when it is left alone; {@link Instant#EPOCH} where it isn't
 * @param reason why it is, or was last; empty where it never was
 * @param lastReply the last reply of one of its hosts; empty where there was none
 * @param suspended parts of messages put aside that go here, since operators suspended something
 * @param suspensions that keep mail from here, or some of it
 * @param sources by source, sorted by name
 */
public record SiteReport(
        String site,
        String transport,
        List<String> hosts,
        List<String> domains,
        String state,
        String limit,
        long ready,
        int active,
        Instant oldest,
        Instant blockedUntil,
        String reason,
        String lastReply,
        long suspended,
        List<Suspension> suspensions,
        List<Source> sources) {

    /**
     * One source the site is reached from.
     *
     * @param source its name; {@code default} where none is configured
     * @param limit what keeps the next message from it back
     * @param ready messages that wait for it
     * @param senders how many senders have mail among those; at least
     * @param active attempts under way
     * @param now attempts that may be under way now
     * @param most as many as that may become, by the rules
     * @param why {@code now} is what it is
     * @param connectionRate what the rules say, as {@code 60/m}; empty where they don't
     * @param connections opened in the last minute
     * @param messageRate what the rules say; empty where they don't
     * @param messages started in the last minute
     * @param messagesPerConnection by the rules; {@link Integer#MAX_VALUE} where they don't say
     * @param reactions what replies have changed, each with the reply, and until when
     */
    public record Source(
            String source,
            String limit,
            long ready,
            int senders,
            int active,
            int now,
            int most,
            String why,
            String connectionRate,
            int connections,
            String messageRate,
            int messages,
            int messagesPerConnection,
            List<Reaction> reactions) {}

    /**
     * A change that is in force.
     *
     * @param change {@code suspended} or {@code slowed}
     * @param share the part of the limits that counts now; 0 while it is suspended
     * @param until when it is over
     * @param why the reply that caused it, or who did
     */
    public record Reaction(String change, double share, Instant until, String why) {}
}
