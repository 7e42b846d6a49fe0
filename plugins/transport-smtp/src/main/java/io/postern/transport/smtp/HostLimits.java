// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Recipient;
import io.postern.smtp.Extensions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
        String limits = offered.keywords().getOrDefault("LIMITS", "").toUpperCase(Locale.ROOT);
        List<String> words = List.of(limits.split(" ", -1));
        return new HostLimits(
                value(words, "MAILMAX="), value(words, "RCPTMAX="), value(words, "RCPTDOMAINMAX="));
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

    /** Up to six digits, not 0 (RFC 9422 section 4); what isn't, says nothing. */
    private static int value(List<String> words, String name) {
        return words.stream()
                .filter(word -> word.startsWith(name))
                .map(word -> word.substring(name.length()))
                .filter(digits -> digits.matches("[1-9][0-9]{0,5}"))
                .findFirst()
                .map(Integer::valueOf)
                .orElse(Integer.MAX_VALUE);
    }
}
