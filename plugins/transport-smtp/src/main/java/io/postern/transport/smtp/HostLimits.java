// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Recipient;
import io.postern.smtp.Extensions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a host says it takes, by LIMITS of its EHLO (RFC 9422); no limit where it doesn't say.
 *
 * @param mails transactions in a session
 * @param recipients in a transaction
 * @param domains of recipients in a transaction
 */
record HostLimits(int mails, int recipients, int domains) {
    static HostLimits of(Extensions offered) {
        return new HostLimits(
                most(offered.transactionLimit()),
                most(offered.recipientLimit()),
                most(offered.recipientDomainLimit()));
    }

    /** The first of them that may go together, no more than so many; at least one. */
    List<Recipient> batch(Iterable<Recipient> open, int most) {
        List<Recipient> batch = new ArrayList<>();
        Set<Domain> named = new HashSet<>();
        for (Recipient recipient : open) {
            Domain domain = recipient.mailbox().domain();
            boolean fits = named.size() < domains || named.contains(domain);
            if (fits && batch.size() < Math.min(most, recipients)) {
                named.add(domain);
                batch.add(recipient);
            }
        }
        return batch;
    }

    private static int most(OptionalLong limit) {
        return (int) limit.orElse(Integer.MAX_VALUE);
    }
}
