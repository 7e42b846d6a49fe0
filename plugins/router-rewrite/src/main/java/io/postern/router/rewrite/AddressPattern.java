// SPDX-License-Identifier: Apache-2.0
package io.postern.router.rewrite;

import io.postern.api.mail.Mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which addresses a rule is for: {@code local-part@domain}, where a star stands for any characters,
 * which are captured. Letter case says nothing. Two stars on each side at most, so that nobody can
 * make matching slow.
 */
record AddressPattern(String text, Pattern localPart, Pattern domain) {
    private static final int MOST_STARS = 2;

    /** Everybody; captures all of both sides. */
    static final AddressPattern ANY = parse("*@*");

    /** Reads one; says what is wrong with it by the exception's message. */
    static AddressPattern parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || at == text.length() - 1) {
            throw new IllegalArgumentException("'" + text + "' is not local-part@domain");
        }
        return new AddressPattern(
                text,
                compiled(text, text.substring(0, at)),
                compiled(text, text.substring(at + 1)));
    }

    private static Pattern compiled(String whole, String side) {
        String[] literals = side.split("\\*", -1);
        if (literals.length - 1 > MOST_STARS) {
            throw new IllegalArgumentException(
                    "'" + whole + "' has more than " + MOST_STARS + " stars on one side of the @");
        }
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < literals.length; i++) {
            regex.append(i == 0 ? "" : "(.*)").append(Pattern.quote(literals[i]));
        }
        return Pattern.compile(
                regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    /** How much it captures. */
    int stars() {
        return (int) text.chars().filter(c -> c == '*').count();
    }

    /** An address that it matches. */
    String sample() {
        return text.replace('*', 'x');
    }

    /** What the stars stand for, in their order; empty where it doesn't match. */
    Optional<List<String>> captures(Mailbox mailbox) {
        Matcher local = localPart.matcher(mailbox.localPart());
        Matcher name = domain.matcher(mailbox.domain().name());
        if (!local.matches() || !name.matches()) {
            return Optional.empty();
        }
        List<String> captures = new ArrayList<>();
        for (Matcher side : List.of(local, name)) {
            for (int i = 1; i <= side.groupCount(); i++) {
                captures.add(side.group(i));
            }
        }
        return Optional.of(captures);
    }
}
