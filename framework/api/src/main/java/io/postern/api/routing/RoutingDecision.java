// SPDX-License-Identifier: Apache-2.0
package io.postern.api.routing;

import io.postern.api.mail.Mailbox;
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

    /** These get it instead; each is routed anew from the first router. */
    record Redirect(List<Mailbox> mailboxes) implements RoutingDecision {
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
