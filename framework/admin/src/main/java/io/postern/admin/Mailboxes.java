// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.ReversePath;
import io.postern.smtp.AddressParser;

import java.util.Optional;

/** Reads what people write for a mailbox, with or without angle brackets. */
final class Mailboxes {
    private Mailboxes() {}

    /**
     * A mailbox.
     *
     * @param defaultDomain where one without a domain is
     */
    static Mailbox mailbox(String text, Optional<Domain> defaultDomain) {
        String bare = bare(text);
        Optional<Mailbox> mailbox = AddressParser.mailbox(bare);
        if (mailbox.isEmpty() && !bare.contains("@") && defaultDomain.isPresent()) {
            mailbox = AddressParser.mailbox(bare + "@" + defaultDomain.get().name());
        }
        return mailbox.orElseThrow(() -> new RefusedException(400, "no mailbox: " + text));
    }

    /** A reverse-path; nothing, or {@code <>}, is the null one. */
    static ReversePath reversePath(String text, Optional<Domain> defaultDomain) {
        return bare(text).isEmpty()
                ? new ReversePath.Null()
                : new ReversePath.Of(mailbox(text, defaultDomain));
    }

    private static String bare(String text) {
        String bare = text.strip();
        return bare.startsWith("<") && bare.endsWith(">")
                ? bare.substring(1, bare.length() - 1)
                : bare;
    }
}
