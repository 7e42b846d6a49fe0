// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.mbox;

import io.postern.api.mail.Mailbox;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where the mbox of a mailbox is. The template's names up to the first with a placeholder are the
 * root, which is the operator's; the names below it are made from addresses, so each is encoded: it
 * is never empty, {@code .} or {@code ..}, begins with neither a dot nor a hyphen, has no slash or
 * control character, and two addresses share one only where they differ in case.
 *
 * @param root absolute
 * @param names templates of the names below it, at least one
 */
record MailboxPath(Path root, List<String> names) {
    /** The longest name that Linux file systems take. */
    private static final int NAME_OCTETS = 255;

    /** What the name of a lock ends in. */
    static final String LOCK = ".lock";

    private static final String LOCAL_PART = "{local-part}";
    private static final String DOMAIN = "{domain}";

    MailboxPath {
        names = List.copyOf(names);
    }

    /** Splits a template; one without placeholders is a single mbox for everybody. */
    static MailboxPath parse(Path template) {
        if (template.getNameCount() == 0) {
            throw new IllegalArgumentException(
                    "mbox transport: path: " + template + " is no place for an mbox");
        }
        int fixed = 0;
        while (fixed < template.getNameCount() - 1
                && template.getName(fixed).toString().indexOf('{') < 0) {
            fixed++;
        }
        Path root = template.getRoot();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < template.getNameCount(); i++) {
            if (i < fixed) {
                root = root.resolve(template.getName(i));
            } else {
                names.add(checked(template.getName(i).toString()));
            }
        }
        return new MailboxPath(root, names);
    }

    /** The names of a mailbox's mbox below the root. */
    List<String> of(Mailbox mailbox) {
        String localPart = encode(mailbox.localPart());
        String domain = encode(mailbox.domain().name());
        return names.stream()
                .map(name -> name.replace(DOMAIN, domain).replace(LOCAL_PART, localPart))
                .map(MailboxPath::noLock)
                .toList();
    }

    /** The mbox of {@code alice.lock} must not be the lock of Alice's. */
    private static String noLock(String name) {
        return name.endsWith(LOCK)
                ? name.substring(0, name.length() - LOCK.length()) + "%2E" + LOCK.substring(1)
                : name;
    }

    /** Whether the file system takes names of that length. */
    static boolean fits(List<String> names) {
        return names.stream().allMatch(name -> name.length() <= NAME_OCTETS - LOCK.length());
    }

    private static String checked(String name) {
        String rest = name.replace(LOCAL_PART, "").replace(DOMAIN, "");
        if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
            throw new IllegalArgumentException(
                    "mbox transport: path: '"
                            + name
                            + "' may have the placeholders {domain} and {local-part}");
        }
        return name;
    }

    /**
     * Lower case; octets of UTF-8 that could mean something to a file system, or not be a character
     * for it, as {@code %2F}. Empty text is {@code %}.
     */
    static String encode(String text) {
        if (text.isEmpty()) {
            return "%";
        }
        StringBuilder name = new StringBuilder();
        for (byte octet : text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean hidden = name.isEmpty() && (c == '.' || c == '-');
            if (isPlain(c) && !hidden) {
                name.append(c);
            } else {
                name.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return name.toString();
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "._-+=#~".indexOf(c) >= 0;
    }
}
