// SPDX-License-Identifier: Apache-2.0
package io.postern.api.event;

import io.postern.api.mail.Client;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Something that happened to mail. */
@ProviderType
public sealed interface MailEvent {
    /** When. */
    Instant at();

    /** A client connected to a listener. */
    record Connected(Instant at, String session, Client client) implements MailEvent {}

    /** A command or a message got a 4yz or 5yz reply. */
    record Refused(Instant at, String session, Client client, String command, String reply)
            implements MailEvent {}

    /**
     * A client tried to log in (RFC 4954).
     *
     * @param account the name it gave, empty where it came to none; without control characters
     * @param reply 235 where it was let in
     */
    record LoggedIn(
            Instant at,
            String session,
            Client client,
            String mechanism,
            String account,
            String reply)
            implements MailEvent {}

    /**
     * We answered for a message: it is durable.
     *
     * @param source where it came from: a client's address, or {@code local} for our own
     */
    record Accepted(Instant at, QueueId queueId, Envelope envelope, long size, String source)
            implements MailEvent {}

    /**
     * A policy changed a message that was then accepted.
     *
     * @param policy its name
     * @param changes in their order, as {@code add X-Name}, {@code remove X-Name}, {@code sender
     *     <a@example.org>}, {@code recipient <b@example.org>}, {@code wrap 210} with the octets of
     *     text; no value of a field and no text is in them
     */
    record Edited(Instant at, QueueId queueId, String policy, List<String> changes)
            implements MailEvent {
        public Edited {
            changes = List.copyOf(changes);
        }
    }

    /** A message is kept back until somebody releases it. */
    record Held(Instant at, QueueId queueId, String reason) implements MailEvent {}

    /** An alias or a forwarding file put another recipient in the place of one. */
    record Redirected(Instant at, QueueId queueId, Recipient from, Recipient to)
            implements MailEvent {}

    /**
     * An attempt ended for one recipient.
     *
     * @param transport its name, empty where routing ended it
     * @param delay since we took the message
     */
    record Attempted(
            Instant at,
            QueueId queueId,
            Recipient recipient,
            String transport,
            Duration delay,
            DeliveryOutcome outcome)
            implements MailEvent {}

    /** A recipient was dropped on purpose, and nobody is told. */
    record Discarded(Instant at, QueueId queueId, Recipient recipient, String reason)
            implements MailEvent {}

    /**
     * The sender is told what came of recipients: that they failed, take long, or, where it asked
     * for that, have the message; {@code bounce} is the report that says so (RFC 3461).
     */
    record Bounced(Instant at, QueueId queueId, QueueId bounce, ReversePath to)
            implements MailEvent {}

    /**
     * A recipient of mail without a sender failed, as that of a report does whose sender is gone,
     * and nobody is told.
     */
    record BounceDropped(Instant at, QueueId queueId, Recipient recipient) implements MailEvent {}

    /**
     * An operator did something with a message.
     *
     * @param action {@code hold}, {@code release}, {@code retry}, {@code bounce}, {@code remove} or
     *     {@code reroute}
     * @param who did it
     * @param why may be empty
     */
    record Operated(Instant at, QueueId queueId, String action, String who, String why)
            implements MailEvent {}

    /** Every recipient of a message has come to its end. */
    record Finished(Instant at, QueueId queueId) implements MailEvent {}

    /**
     * A hook threw, answered null or took too long; what was asked of it got a temporary failure.
     */
    record HookFailed(
            Instant at, String hook, String plugin, Status.Transient status, String reason)
            implements MailEvent {}

    /**
     * A plugin came, went, or is treated in another way.
     *
     * @param plugin its symbolic name and version, {@code name/version}; a file's name where it is
     *     no plugin
     * @param change {@code installed}, {@code updated}, {@code removed}, {@code refused}, {@code
     *     canary}, {@code promoted}, {@code rolled-back}, {@code suspended} or {@code resumed}
     * @param reason who wanted it or what it did; may be empty
     */
    record PluginChanged(Instant at, String plugin, String change, String reason)
            implements MailEvent {}
}
