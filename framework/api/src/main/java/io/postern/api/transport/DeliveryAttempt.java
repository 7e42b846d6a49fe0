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

    /** Who we are: the name for EHLO among other things. */
    HostIdentity host();

    /** By when the attempt should have ended; the thread is interrupted some time after. */
    Instant deadline();
}
