// SPDX-License-Identifier: Apache-2.0
package io.postern.api.routing;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.Status;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;

/** What a router decided. */
@ProviderType
public sealed interface RoutingDecision {
    /** Not this router's recipient: the next router is asked. Where all pass it is unroutable. */
    record Pass() implements RoutingDecision {}

    /**
     * Hand the recipient to the named transport.
     *
     * @param transport its name under {@code transports:}
     * @param hops to try in this order; none for a transport that delivers here
     */
    record Via(String transport, List<NextHop> hops) implements RoutingDecision {
        public Via {
            hops = List.copyOf(hops);
        }
    }

    /**
     * These get it instead; each is routed anew from the first router.
     *
     * @param returnPath who their copies are from. With one of its own, as that of a list or of a
     *     forwarder (SRS), bounces go there and speak of the new mailbox, and what the first sender
     *     asked to be told of ends here, with a report of the expansion (RFC 3461 section 5.2.7).
     *     Else they are from whom the redirected copy was from
     */
    record Redirect(List<Mailbox> mailboxes, ReturnPath returnPath) implements RoutingDecision {
        /** From whom the redirected copy was from. */
        public Redirect(List<Mailbox> mailboxes) {
            this(mailboxes, ReturnPath.OF_MESSAGE);
        }

        public Redirect {
            mailboxes = List.copyOf(mailboxes);
            if (mailboxes.isEmpty()) {
                throw new IllegalArgumentException("a redirect to nobody: say Discard");
            }
        }
    }

    /** Nobody can tell now (DNS timed out, directory down): ask again at the next attempt. */
    record Defer(Status.Transient status) implements RoutingDecision {}

    /**
     * There is no way to this recipient, now or later (null MX, unknown user): the sender is told.
     */
    record Unroutable(Status.Permanent status) implements RoutingDecision {}

    /** The recipient is done with, and nobody is told. */
    record Discard(String reason) implements RoutingDecision {}
}
