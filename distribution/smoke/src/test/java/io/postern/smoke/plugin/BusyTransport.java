// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke.plugin;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Peer;
import io.postern.api.transport.Transport;

import java.util.HashMap;
import java.util.Map;

/** Puts every recipient off, as a host does that greylists. */
public final class BusyTransport implements Transport {
    @Override
    public DeliveryReport deliver(DeliveryAttempt attempt) {
        String host = attempt.hops().getFirst().host();
        DeliveryOutcome later =
                new DeliveryOutcome.Deferred(
                        new Status.Transient(7, 1, "greylisted, come back later"),
                        Blame.RECIPIENT,
                        new Peer(host, "450 4.7.1 greylisted, come back later"));
        Map<Recipient, DeliveryOutcome> outcomes = new HashMap<>();
        attempt.recipients().forEach(recipient -> outcomes.put(recipient, later));
        return new DeliveryReport(outcomes);
    }
}
