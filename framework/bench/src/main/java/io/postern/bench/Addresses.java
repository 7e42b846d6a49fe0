// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Whom the messages are from and for. The first recipient of a message is {@code to}; the others
 * have a number behind a plus sign. With several domains, message after message goes to {@code
 * d0.example.test}, {@code d1.example.test} and so on; where {@code to} is at an address literal
 * (RFC 5321 section 4.1.3, IPv4), to that address, the one behind it and so on.
 *
 * @param from the reverse-path; empty for none
 * @param to the first recipient
 * @param recipients of each message
 * @param domains over which messages are spread
 */
public record Addresses(String from, String to, int recipients, int domains) {
    /**
     * A server must take a hundred (RFC 5321 section 4.5.3.1.8); no more than this is asked of one.
     */
    public static final int MOST_RECIPIENTS = 1_000;

    /** A label of so many digits and a letter. */
    public static final int MOST_DOMAINS = 10_000_000;

    private static final Pattern MAILBOX =
            Pattern.compile("[!-~&&[^<>@\\\\\"]]{1,64}@([A-Za-z0-9.-]{1,255}|\\[[0-9.]{7,15}])");

    public Addresses {
        if (!from.isEmpty() && !MAILBOX.matcher(from).matches()) {
            throw new IllegalArgumentException("'%s' is no mailbox".formatted(printable(from)));
        }
        if (!MAILBOX.matcher(to).matches()) {
            throw new IllegalArgumentException("'%s' is no mailbox".formatted(printable(to)));
        }
        if (recipients < 1 || recipients > MOST_RECIPIENTS) {
            throw new IllegalArgumentException("recipients: from 1 to " + MOST_RECIPIENTS);
        }
        if (domains < 1 || domains > MOST_DOMAINS) {
            throw new IllegalArgumentException("domains: from 1 to " + MOST_DOMAINS);
        }
        if (isLiteral(to)) {
            Ipv4.behind(address(to), domains - 1);
        }
    }

    /** Where the recipients of each domain are; nothing where {@code to} is at no literal. */
    List<InetAddress> literals() {
        if (!isLiteral(to)) {
            return List.of();
        }
        InetAddress first = address(to);
        return IntStream.range(0, domains).mapToObj(i -> Ipv4.behind(first, i)).toList();
    }

    private static boolean isLiteral(String mailbox) {
        return mailbox.endsWith("]");
    }

    private static InetAddress address(String mailbox) {
        return InetAddress.ofLiteral(
                mailbox.substring(mailbox.lastIndexOf('[') + 1, mailbox.length() - 1));
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
