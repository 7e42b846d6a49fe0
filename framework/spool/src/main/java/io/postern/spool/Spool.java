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
    /**
     * Starts taking a message in. Nothing of it counts before {@link Reception#commit}.
     *
     * @throws SpoolFullException where there isn't room for it: 452 4.3.1
     * @throws SpoolUnavailableException where the journal has failed: 421 4.3.2
     */
    Reception receive();

    /**
     * Whether a message of that many octets would be taken now, beside those under way.
     *
     * @throws SpoolFullException where not
     * @throws SpoolUnavailableException where the journal has failed
     */
    void requireRoom(long octets);

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

    /** One unfinished message. */
    Optional<SpooledMessage> find(QueueId id);

    /** How things are. */
    SpoolStatus status();
}
