// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * Reads paths and mailboxes (RFC 5321 section 4.1.2). Percent hacks and bang paths are local-parts
 * like others; a source route is read and dropped. Wider than the RFC in one thing: {@code _} in
 * domains, which there are. Used by one thread.
 */
public final class AddressParser {
    private static final int DOMAIN_LIMIT = 255;
    private static final int LABEL_LIMIT = 63;

    private final String text;
    private int at;

    AddressParser(String text) {
        this.text = text;
    }

    /**
     * The mailbox that is the whole of this text, without angle brackets; empty where it isn't one.
     */
    public static Optional<Mailbox> mailbox(String text) {
        AddressParser parser = new AddressParser(text);
        Mailbox mailbox = parser.mailbox();
        return Optional.ofNullable(parser.at == text.length() ? mailbox : null);
    }

    /**
     * The domain name or address literal that is the whole of this text; empty where it isn't one.
     */
    public static Optional<Domain> domain(String text) {
        AddressParser parser = new AddressParser(text);
        Domain domain = parser.domainOrLiteral();
        return Optional.ofNullable(parser.at == text.length() ? domain : null);
    }

    boolean skip(String expected) {
        boolean there = text.startsWith(expected, at);
        at += there ? expected.length() : 0;
        return there;
    }

    boolean skipIgnoringCase(String expected) {
        boolean there = text.regionMatches(true, at, expected, 0, expected.length());
        at += there ? expected.length() : 0;
        return there;
    }

    void skipSpaces() {
        while (peek() == ' ') {
            at++;
        }
    }

    String rest() {
        return text.substring(at);
    }

    /** Path: "<" [ A-d-l ":" ] Mailbox ">". */
    @Nullable Mailbox path() {
        if (!skip("<") || !skipRoute()) {
            return null;
        }
        Mailbox mailbox = mailbox();
        return skip(">") ? mailbox : null;
    }

    private boolean skipRoute() {
        if (peek() != '@') {
            return true;
        }
        do {
            if (!skip("@") || domainOrLiteral() == null) {
                return false;
            }
        } while (skip(","));
        return skip(":");
    }

    private @Nullable Mailbox mailbox() {
        String local = peek() == '"' ? quotedString() : dotString();
        if (local == null || !skip("@")) {
            return null;
        }
        Domain domain = domainOrLiteral();
        return domain == null ? null : new Mailbox(local, domain);
    }

    private @Nullable String dotString() {
        int start = at;
        do {
            int atom = at;
            while (Syntax.isAtext(peek())) {
                at++;
            }
            if (at == atom) {
                return null;
            }
        } while (skip("."));
        return text.substring(start, at);
    }

    private @Nullable String quotedString() {
        StringBuilder meaning = new StringBuilder();
        at++;
        while (peek() != '"') {
            if (peek() == '\\') {
                at++;
            }
            char c = peek();
            if (c < ' ' || c > '~') {
                return null;
            }
            meaning.append(c);
            at++;
        }
        at++;
        return meaning.toString();
    }

    private @Nullable Domain domainOrLiteral() {
        return peek() == '[' ? literal() : domain();
    }

    private @Nullable Domain literal() {
        int end = text.indexOf(']', at);
        if (end < 0) {
            return null;
        }
        String address = text.substring(at + 1, end);
        boolean good =
                address.regionMatches(true, 0, "IPv6:", 0, 5)
                        ? Syntax.isIpv6(address.substring(5))
                        : Syntax.isIpv4(address);
        Domain domain = good ? new Domain("[" + address + "]") : null;
        at = end + 1;
        return domain;
    }

    private @Nullable Domain domain() {
        int start = at;
        do {
            if (!skipLabel()) {
                return null;
            }
        } while (skip("."));
        return at - start > DOMAIN_LIMIT ? null : new Domain(text.substring(start, at));
    }

    private boolean skipLabel() {
        int start = at;
        while (isLabelCharacter(peek())) {
            at++;
        }
        return at > start
                && at - start <= LABEL_LIMIT
                && text.charAt(start) != '-'
                && text.charAt(at - 1) != '-';
    }

    private static boolean isLabelCharacter(char c) {
        return Syntax.isLetterOrDigit(c) || c == '-' || c == '_';
    }

    /** The character here, NUL at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }
}
