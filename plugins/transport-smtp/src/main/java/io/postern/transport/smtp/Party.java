// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.lookup.StsAnswer;
import io.postern.api.lookup.StsPolicy;
import io.postern.api.mail.Recipient;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recipients of a message that may go to the same hosts under the same conditions.
 *
 * @param domains whose policies count: theirs, or the smart host's; and what is known of each
 * @param policy what all of these domains ask for (RFC 8461)
 */
record Party(
        List<Recipient> recipients, Map<String, StsAnswer> domains, Optional<StsPolicy> policy) {
    Party {
        recipients = List.copyOf(recipients);
        domains = Map.copyOf(domains);
    }
}
