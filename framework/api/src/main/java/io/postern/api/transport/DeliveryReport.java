// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import io.postern.api.mail.Recipient;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An outcome for each recipient of the attempt.
 *
 * @param outcomes by recipient; the core treats one left out as deferred
 */
public record DeliveryReport(Map<Recipient, DeliveryOutcome> outcomes) {
    public DeliveryReport {
        outcomes = Map.copyOf(outcomes);
    }

    /** The same outcome for all. */
    public static DeliveryReport of(List<Recipient> recipients, DeliveryOutcome outcome) {
        Map<Recipient, DeliveryOutcome> outcomes = new LinkedHashMap<>();
        recipients.forEach(recipient -> outcomes.put(recipient, outcome));
        return new DeliveryReport(outcomes);
    }
}
