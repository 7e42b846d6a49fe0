// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;

import java.util.ArrayList;
import java.util.List;

/**
 * Addresses that are legal values and yet have broken other mail systems: what looks like a path, a
 * route, a command, a pattern.
 */
public final class HostileText {
    /** Local-parts. */
    public static final List<String> LOCAL_PARTS =
            List.of(
                    "",
                    " ",
                    ".",
                    "..",
                    "../../etc/passwd",
                    "/etc/passwd",
                    "a/b",
                    "a\\b",
                    "%2e%2e",
                    "-rf",
                    ".forward",
                    "two words",
                    "\"quoted\"",
                    "user%other.test",
                    "other.test!user",
                    "user@other.test",
                    "@a,@b:user",
                    "|touch canary",
                    "$(touch canary)",
                    "${run{touch canary}}",
                    "*",
                    "(a+)+$",
                    "__proto__",
                    "böb",
                    "\uFF0E\uFF0E",
                    "\u2028",
                    "\u202Etxt",
                    "A".repeat(64),
                    "x".repeat(300),
                    "ö".repeat(200));

    /** Whole addresses: each of the local-parts in a domain of strangers, and odd domains. */
    public static final List<Mailbox> MAILBOXES = mailboxes();

    private HostileText() {}

    private static List<Mailbox> mailboxes() {
        Domain strangers = new Domain("elsewhere.test");
        List<Mailbox> mailboxes = new ArrayList<>();
        LOCAL_PARTS.forEach(local -> mailboxes.add(new Mailbox(local, strangers)));
        List.of(
                        "[127.0.0.1]",
                        "[ipv6:::1]",
                        "[",
                        "127.0.0.1",
                        "a".repeat(63) + ".test",
                        "a".repeat(250),
                        "xn--nxasmq6b.test",
                        "../../etc",
                        "..x",
                        "*")
                .forEach(domain -> mailboxes.add(Mailbox.of("user", domain)));
        return List.copyOf(mailboxes);
    }
}
