// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

/**
 * A mailbox: local-part@domain (RFC 5321 section 4.1.2). The local-part is what it means, without
 * quotes and backslashes; {@link #toString()} quotes it again where the syntax needs that. Two
 * mailboxes are equal when the local-parts are, letter by letter, and the domains are without
 * regard to case.
 *
 * @param localPart up to 64 octets by the RFC, longer ones are let through; no control characters
 * @param domain where it is
 */
public record Mailbox(String localPart, Domain domain) {
    public Mailbox {
        for (int i = 0; i < localPart.length(); i++) {
            if (Character.isISOControl(localPart.charAt(i))) {
                throw new IllegalArgumentException("control character in a local-part");
            }
        }
    }

    /** As {@link #Mailbox(String, Domain)}, for a domain name that is known to be right. */
    public static Mailbox of(String localPart, String domain) {
        return new Mailbox(localPart, new Domain(domain));
    }

    /** As it stands in MAIL and RCPT, without angle brackets. */
    @Override
    public String toString() {
        return (isDotString() ? localPart : quoted()) + "@" + domain;
    }

    private boolean isDotString() {
        if (localPart.isEmpty()
                || localPart.startsWith(".")
                || localPart.endsWith(".")
                || localPart.contains("..")) {
            return false;
        }
        for (int i = 0; i < localPart.length(); i++) {
            char c = localPart.charAt(i);
            boolean atext =
                    c >= 0x80
                            || (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || ".!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
            if (!atext) {
                return false;
            }
        }
        return true;
    }

    private String quoted() {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < localPart.length(); i++) {
            char c = localPart.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
