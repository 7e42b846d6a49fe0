// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke.plugin;

import io.postern.api.mail.Recipient;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingContext;
import io.postern.api.routing.RoutingDecision;

import java.util.List;

/** Gives each domain one host, and all to {@link BusyTransport}. */
public final class BusyRouter implements Router {
    @Override
    public RoutingDecision route(Recipient recipient, RoutingContext context) {
        NextHop host = new NextHop("mx." + recipient.mailbox().domain().name(), 25, 10);
        return new RoutingDecision.Via("BusyTransport", List.of(host));
    }
}
