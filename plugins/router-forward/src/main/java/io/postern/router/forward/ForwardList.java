// SPDX-License-Identifier: Apache-2.0
package io.postern.router.forward;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;
import io.postern.smtp.AddressParser;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a forwarding file says: addresses, on lines or between commas. */
sealed interface ForwardList {
    /** As many may stand in one file. */
    int MOST = 100;

    /** Each once, in their order; none where the file has only comments. */
    record Good(List<Mailbox> mailboxes) implements ForwardList {
        public Good {
            mailboxes = List.copyOf(mailboxes);
        }
    }

    /** The first line that can't be followed. */
    record Bad(int line, String problem) implements ForwardList {}

    /**
     * Reads the text of a file.
     *
     * @param home the domain of addresses without one
     */
    static ForwardList parse(String text, Domain home) {
        Set<Mailbox> mailboxes = new LinkedHashSet<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String problem = line.stripLeading().startsWith("#") ? "" : read(line, home, mailboxes);
            if (!problem.isEmpty()) {
                return new Bad(number, problem);
            }
        }
        return new Good(List.copyOf(mailboxes));
    }

    /** Adds what one line names; says what is wrong with it, never quoting a private file. */
    private static String read(String line, Domain home, Set<Mailbox> mailboxes) {
        for (String part : split(line)) {
            String address = plain(part.strip());
            if (address.isEmpty()) {
                continue;
            }
            if (isProgramOrFile(address)) {
                return "only addresses are followed, no pipes, files or includes";
            }
            Optional<Mailbox> mailbox = mailbox(address, home);
            if (mailbox.isEmpty()) {
                return "not an address";
            }
            mailboxes.add(mailbox.get());
            if (mailboxes.size() > MOST) {
                return "more than " + MOST + " addresses";
            }
        }
        return "";
    }

    private static boolean isProgramOrFile(String address) {
        String bare = address.startsWith("\"") ? address.substring(1) : address;
        return bare.startsWith("|") || bare.startsWith("/") || bare.startsWith(":");
    }

    /** The backslash of old, "no more forwarding", is nothing: redirects to oneself end by rule. */
    private static String plain(String address) {
        return address.startsWith("\\") ? address.substring(1) : address;
    }

    private static Optional<Mailbox> mailbox(String address, Domain home) {
        return AddressParser.mailbox(address)
                .or(
                        () ->
                                AddressParser.mailbox(address + "@localhost")
                                        .map(local -> new Mailbox(local.localPart(), home)));
    }

    private static List<String> split(String line) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                parts.add(line.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(line.substring(start));
        return parts;
    }
}
