// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins.sample;

import io.postern.api.mail.Recipient;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingContext;
import io.postern.api.routing.RoutingDecision;

import java.util.Map;

/** A router that refuses to start where its configuration has a {@code broken}. */
public final class Greeter implements Router {
    /** Called by Declarative Services. */
    public void activate(Map<String, Object> properties) {
        if (properties.containsKey("broken")) {
            throw new IllegalArgumentException(String.valueOf(properties.get("broken")));
        }
    }

    @Override
    public RoutingDecision route(Recipient recipient, RoutingContext context) {
        return new RoutingDecision.Pass();
    }
}
