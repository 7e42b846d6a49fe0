// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import io.postern.api.mail.Status;

import org.osgi.annotation.versioning.ProviderType;

/** How one attempt ended for one recipient. */
@ProviderType
public sealed interface DeliveryOutcome {
    /** What to call the result: 2.x.x, 4.x.x or 5.x.x. */
    Status status();

    /** Who answered. */
    Peer peer();

    /** The next hop took responsibility, or the mailbox has it on disk. */
    record Delivered(Status.Success status, Peer peer, Reach reach) implements DeliveryOutcome {}

    /**
     * Not now. What it blames tells the queue how far to back off.
     *
     * @param doubtful whether the next hop may have the message all the same, since the connection
     *     was lost between its last octet and the answer; it is tried again and may arrive twice
     *     (RFC 1047)
     */
    record Deferred(Status.Transient status, Blame blame, Peer peer, boolean doubtful)
            implements DeliveryOutcome {
        /** The next hop doesn't have it. */
        public Deferred(Status.Transient status, Blame blame, Peer peer) {
            this(status, blame, peer, false);
        }
    }

    /** Never: the recipient is done with, and the sender is told. */
    record Failed(Status.Permanent status, Peer peer) implements DeliveryOutcome {}

    /** How far a delivery reached, which decides who reports success (RFC 3461 section 5.2.2). */
    enum Reach {
        /** Into the mailbox: we report. */
        MAILBOX,
        /** To a host that knows of no notifications: we report that it was relayed. */
        RELAYED,
        /** To a host that was told what the sender wants to hear: it reports. */
        PASSED_ON
    }

    /** Whether trouble is with this recipient, this message, or the whole destination. */
    enum Blame {
        /** The others may well be taken. */
        RECIPIENT,
        /** Another message may well be taken. */
        MESSAGE,
        /** No message would be taken now. */
        DESTINATION
    }
}
