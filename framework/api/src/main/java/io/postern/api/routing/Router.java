// SPDX-License-Identifier: Apache-2.0
package io.postern.api.routing;

import io.postern.api.mail.Recipient;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says where mail for one recipient goes next. Asked in the order of {@code routers:}, which the
 * core writes into {@code service.ranking} (descending, then {@code service.id} ascending); the
 * first that doesn't pass decides. May block; called from many virtual threads at once. A throw, a
 * null or an overrun of the deadline, at which the thread is interrupted, defers the recipient.
 */
@ConsumerType
@FunctionalInterface
public interface Router {
    /** Decides for one recipient. Has no effects: it is also asked to verify and to explain. */
    RoutingDecision route(Recipient recipient, RoutingContext context) throws InterruptedException;
}
