// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryOutcome;

import java.util.Map;

/** What came of trying one host. */
sealed interface HostResult {
    /** Recipients whose outcome is known, whatever other hosts would say. */
    Map<Recipient, DeliveryOutcome> settled();

    /** All recipients are settled. */
    record Settled(Map<Recipient, DeliveryOutcome> settled) implements HostResult {
        public Settled {
            settled = Map.copyOf(settled);
        }
    }

    /** The recipients that aren't settled may be tried here again, in a new connection. */
    record SameHost(Map<Recipient, DeliveryOutcome> settled, TlsDemand demand)
            implements HostResult {
        public SameHost {
            settled = Map.copyOf(settled);
        }
    }

    /** The recipients that aren't settled may be tried at the next host; else this is theirs. */
    record NextHost(Map<Recipient, DeliveryOutcome> settled, DeliveryOutcome trouble)
            implements HostResult {
        public NextHost {
            settled = Map.copyOf(settled);
        }

        /** Nobody is settled. */
        static NextHost because(DeliveryOutcome trouble) {
            return new NextHost(Map.of(), trouble);
        }
    }
}
