// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.QueueId;

import java.util.List;
import java.util.Optional;

/**
 * Every message that we have answered for, until each of its recipients has come to its end. A
 * service, there from the moment recovery has read the journal. Safe for many threads; what is said
 * to become durable is on disk and synced (with {@code spool: sync: group}), so it survives a power
 * cut.
 */
public interface Spool {
    /** As {@link #receive(long)}, where nothing is known of the length. */
    default Reception receive() {
        return receive(0);
    }

    /**
     * Starts taking a message in. Nothing of it counts before {@link Reception#commit}.
     *
     * @param announced octets it will have, which are kept for it; 0 where nobody said
     * @throws SpoolFullException where there isn't room for it: 452 4.3.1
     * @throws SpoolUnavailableException where the journal has failed: 421 4.3.2
     */
    Reception receive(long announced);

    /**
     * Whether a message of that many octets would be taken now, beside those under way.
     *
     * @param octets that were announced; 0 where none were
     * @param standing of who brings it: strangers are the first to be put off
     * @throws SpoolFullException where not
     * @throws SpoolUnavailableException where the journal has failed
     */
    void requireRoom(long octets, Standing standing);

    /** What we know of who brings a message. */
    enum Standing {
        /** Nothing. */
        STRANGER,
        /** It has proved who it is. */
        KNOWN
    }

    /**
     * Hands over all that is unfinished, then each message as soon as it is durable. One consumer
     * at a time, the queue; a second call replaces the first.
     */
    void consume(SpoolConsumer consumer);

    /**
     * Writes down what came of recipients, and with it messages that must be there if that is (a
     * bounce, in the same group and before it). Returns at once; durable at the latest 50 ms later
     * and one sync. A message none of whose recipients waits is finished.
     *
     * @param bounces new messages, which reach the consumer as any accepted one
     */
    void record(QueueId id, List<RecipientChange> changes, List<Bounce> bounces);

    /**
     * Lets a held message go, durable as an outcome; the consumer sees it as accepted. False where
     * it isn't held.
     */
    boolean release(QueueId id);

    /**
     * Keeps a message back until it is released, durable as an outcome; the consumer sees it as
     * accepted. What is under way of it goes on. False where there is none, or it is held already.
     *
     * @param reason for people, not empty
     */
    boolean hold(QueueId id, String reason);

    /**
     * Whether outcomes can be written. While they can't, since the disk and the reserve are full,
     * nothing should be delivered: after a crash it would be delivered again. They are written by
     * themselves once there is room.
     */
    boolean takesOutcomes();

    /** One unfinished message. */
    Optional<SpooledMessage> find(QueueId id);

    /**
     * How many messages are unfinished, those among them that {@link #record} has been given and
     * that aren't durable yet. Never too few for the thread that records.
     */
    int unfinished();

    /** How things are. */
    SpoolStatus status();
}
