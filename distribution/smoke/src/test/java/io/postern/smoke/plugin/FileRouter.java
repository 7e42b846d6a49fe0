// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke.plugin;

import io.postern.api.mail.Recipient;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingContext;
import io.postern.api.routing.RoutingDecision;

import java.util.List;

/** Gives all to {@link FileTransport}. */
public final class FileRouter implements Router {
    @Override
    public RoutingDecision route(Recipient recipient, RoutingContext context) {
        return new RoutingDecision.Via("FileTransport", List.of(new NextHop("file.test", 25, 10)));
    }
}
