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
    record Delivered(Status.Success status, Peer peer) implements DeliveryOutcome {}

    /** Not now. What it blames tells the queue how far to back off. */
    record Deferred(Status.Transient status, Blame blame, Peer peer) implements DeliveryOutcome {}

    /** Never: the recipient is done with, and the sender is told. */
    record Failed(Status.Permanent status, Peer peer) implements DeliveryOutcome {}

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
