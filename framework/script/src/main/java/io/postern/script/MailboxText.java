// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.ReversePath;

import java.util.Optional;

/** Mailboxes as they stand in an envelope (RFC 5321 section 4.1.2), not in a header field. */
final class MailboxText {
    private MailboxText() {}

    /** {@code user@example.org}, {@code "a user"@example.org}, either in angle brackets. */
    static Optional<Mailbox> read(String text) {
        boolean bracketed = text.startsWith("<") && text.endsWith(">");
        String bare = bracketed ? text.substring(1, text.length() - 1) : text;
        int at = bare.lastIndexOf('@');
        if (at < 1) {
            return Optional.empty();
        }
        String localPart = bare.substring(0, at);
        boolean quoted = localPart.startsWith("\"");
        Optional<String> meant = quoted ? unquoted(localPart) : unquotedAsIs(localPart);
        try {
            return meant.map(local -> new Mailbox(local, new Domain(bare.substring(at + 1))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** As {@link #read}, of a text that must be one. */
    static Mailbox require(String text) {
        return read(text)
                .orElseThrow(() -> new IllegalArgumentException("no mail address: '" + text + "'"));
    }

    /** One that must be, or the empty string for the null reverse-path. */
    static ReversePath path(String text) {
        return text.isEmpty() ? new ReversePath.Null() : new ReversePath.Of(require(text));
    }

    /** What needs no quotes: nothing that would end or split an address. */
    private static Optional<String> unquotedAsIs(String localPart) {
        boolean plain =
                localPart.chars().noneMatch(c -> c <= ' ' || "@<>()[]\\\",;:".indexOf(c) >= 0);
        return plain ? Optional.of(localPart) : Optional.empty();
    }

    private static Optional<String> unquoted(String quoted) {
        StringBuilder meant = new StringBuilder();
        for (int i = 1; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (c == '"') {
                boolean last = i == quoted.length() - 1;
                return last ? Optional.of(meant.toString()) : Optional.empty();
            }
            if (c == '\\' && i + 1 < quoted.length()) {
                i++;
            }
            meant.append(quoted.charAt(i));
        }
        return Optional.empty();
    }
}
