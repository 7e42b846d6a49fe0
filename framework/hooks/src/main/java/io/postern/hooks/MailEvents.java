// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import io.postern.api.event.MailEvent;

/** Where the core says what happened. A service; never blocks, never throws. */
@FunctionalInterface
public interface MailEvents {
    /**
     * Tells all listeners, later and in order; drops the event and counts it where they are too
     * slow.
     */
    void publish(MailEvent event);
}
