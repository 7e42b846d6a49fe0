// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins.sample;

import io.postern.api.mail.Recipient;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingContext;
import io.postern.api.routing.RoutingDecision;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A router with a thread that its end doesn't end. */
public final class Stubborn implements Router {
    /** Called by Declarative Services. */
    public void activate(Map<String, Object> properties) {
        Thread.ofPlatform().daemon().name("stubborn").start(Stubborn::goOn);
    }

    private static void goOn() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(1_000_000_000);
        }
    }

    @Override
    public RoutingDecision route(Recipient recipient, RoutingContext context) {
        return new RoutingDecision.Pass();
    }
}
