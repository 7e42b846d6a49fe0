// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * Reads paths and mailboxes (RFC 5321 section 4.1.2, with UTF-8 RFC 6531 section 3.3). Percent
 * hacks and bang paths are local-parts like others; a source route is read and dropped. Wider than
 * the RFC in one thing: {@code _} in domains, which there are. Used by one thread.
 */
public final class AddressParser {
    private static final int DOMAIN_LIMIT = 255;
    private static final int LABEL_LIMIT = 63;

    private final String text;
    private final boolean utf8;
    private int at;

    /**
     * At the start of this text.
     *
     * @param utf8 whether characters outside US-ASCII are taken
     */
    AddressParser(String text, boolean utf8) {
        this.text = text;
        this.utf8 = utf8;
    }

    /**
     * The mailbox that is the whole of this text, without angle brackets; empty where it isn't one.
     */
    public static Optional<Mailbox> mailbox(String text) {
        return whole(new AddressParser(text, false));
    }

    /** As {@link #mailbox}, of UTF-8 as well: UTF-8 local-parts, U-labels in the domain. */
    public static Optional<Mailbox> utf8Mailbox(String text) {
        return Utf8.isHarmless(text) ? whole(new AddressParser(text, true)) : Optional.empty();
    }

    private static Optional<Mailbox> whole(AddressParser parser) {
        Mailbox mailbox = parser.mailbox();
        return Optional.ofNullable(parser.at == parser.text.length() ? mailbox : null);
    }

    /**
     * The domain name or address literal that is the whole of this text; empty where it isn't one.
     */
    public static Optional<Domain> domain(String text) {
        AddressParser parser = new AddressParser(text, false);
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

    /**
     * Path: "<" [ A-d-l ":" ] Mailbox ">".
     *
     * @param completion the domain of a local-part that stands alone (RFC 6409 section 6.2); null
     *     where none may
     */
    @Nullable Mailbox path(@Nullable Domain completion) {
        if (!skip("<") || !skipRoute()) {
            return null;
        }
        String local = localPart();
        if (local == null) {
            return null;
        }
        Domain domain = peek() == '>' ? completion : domainAfterAt();
        return domain != null && skip(">") ? new Mailbox(local, domain) : null;
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
        String local = localPart();
        Domain domain = local == null ? null : domainAfterAt();
        return local == null || domain == null ? null : new Mailbox(local, domain);
    }

    private @Nullable String localPart() {
        return peek() == '"' ? quotedString() : dotString();
    }

    private @Nullable Domain domainAfterAt() {
        return skip("@") ? domainOrLiteral() : null;
    }

    private @Nullable String dotString() {
        int start = at;
        do {
            int atom = at;
            while (Syntax.isAtext(peek()) || isUtf8(peek())) {
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
            boolean escaped = skip("\\");
            char c = peek();
            boolean ascii = c >= ' ' && c <= '~';
            if (!ascii && (escaped || !isUtf8(c))) {
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
        int octets = -1;
        do {
            int label = skipLabel();
            if (label < 0) {
                return null;
            }
            octets += label + 1;
        } while (skip("."));
        return octets > DOMAIN_LIMIT ? null : new Domain(text.substring(start, at));
    }

    /** Octets of the label as DNS knows it; -1 where there is none. */
    private int skipLabel() {
        int start = at;
        boolean ascii = true;
        while (isLabelCharacter(peek()) || isUtf8(peek())) {
            ascii &= !isUtf8(peek());
            at++;
        }
        if (at == start || text.charAt(start) == '-' || text.charAt(at - 1) == '-') {
            return -1;
        }
        int length = ascii ? at - start : Idna.length(text.substring(start, at));
        return length <= LABEL_LIMIT ? length : -1;
    }

    private boolean isUtf8(char c) {
        return utf8 && Utf8.isNonAscii(c);
    }

    private static boolean isLabelCharacter(char c) {
        return Syntax.isLetterOrDigit(c) || c == '-' || c == '_';
    }

    /** The character here, NUL at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }
}
