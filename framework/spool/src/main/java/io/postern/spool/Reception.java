// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;

import java.nio.ByteBuffer;

/** One message on its way in. Used by one thread. Closing it without a commit forgets all of it. */
public interface Reception extends AutoCloseable {
    /** The name it will have. */
    QueueId id();

    /**
     * Takes octets: the message as it came after DATA, without dot-stuffing. Copies them; blocks
     * while the disk is behind, so that a sender who outruns it is slowed down.
     *
     * @throws SpoolFullException where the disk has no room left: 452 4.3.1
     * @throws SpoolUnavailableException where the journal has failed: 451 4.3.0
     */
    void write(ByteBuffer octets) throws InterruptedException;

    /** Octets written so far. */
    long size();

    /**
     * What has been written so far, for policies to read; valid until commit or close. Not durable
     * yet.
     */
    Message message();

    /**
     * Answers for the message: blocks until it is durable. Only after this returns may the client
     * hear 250; the consumer has then been, or is about to be, handed the message.
     *
     * @throws SpoolFullException where the disk has no room left; nothing was taken: 452 4.3.1
     * @throws SpoolUnavailableException where it could not be made durable: 451 4.3.0
     */
    void commit(Acceptance acceptance) throws InterruptedException;

    @Override
    void close();
}
