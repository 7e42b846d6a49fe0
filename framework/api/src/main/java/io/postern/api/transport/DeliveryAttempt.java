// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.routing.NextHop;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One try by one transport: a message, and those of its recipients that share the next hops. */
@ProviderType
public interface DeliveryAttempt {
    /** Names the message in logs. */
    QueueId queueId();

    /** Where a bounce would go; what MAIL FROM says to the next hop. */
    ReversePath reversePath();

    /** At least one; the report has an outcome for each. */
    List<Recipient> recipients();

    /** What is carried, with our trace fields on top. */
    Message message();

    /** What MAIL's parameters asked of each hop. */
    MailOptions options();

    /** In the order to try them; empty for a transport that delivers here. */
    List<NextHop> hops();

    /** Who we are. */
    HostIdentity host();

    /** From where to connect, and the name for EHLO. */
    Egress egress();

    /** How many messages a connection may carry, this one included. */
    int messagesPerConnection();

    /**
     * Whether another message for the same hops waits already, or they come so often that a
     * connection is worth keeping open for the next.
     */
    boolean anotherFollows();

    /** How much TLS the shaping of this mail asks for at least; empty where it doesn't say. */
    Optional<TlsLevel> tls();

    /**
     * Asks leave before each new connection; one that is used again needs none. Never blocks. For
     * the attempt's own thread.
     */
    ConnectionLeave connect();

    /** By when the attempt should have ended; the thread is interrupted some time after. */
    Instant deadline();
}
