// SPDX-License-Identifier: Apache-2.0
package io.postern.router.forward;

import io.postern.api.mail.Mailbox;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where recipients' files are. What comes from the network can only name one folder or file each
 * below {@link #root()}, never a way out of it. Immutable.
 *
 * @param root the folder above the first part that depends on the recipient
 */
record PathTemplate(String text, Path root) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    /** What file systems take for one name. */
    private static final int LONGEST_NAME = 255;

    static PathTemplate parse(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException(
                    "forward router: file: '"
                            + text
                            + "' is the same for all: {local-part} is missing");
        }
        int first = matcher.start();
        do {
            if (!matcher.group(1).equals("local-part") && !matcher.group(1).equals("domain")) {
                throw new IllegalArgumentException(
                        "forward router: file: unknown " + matcher.group() + " in '" + text + "'");
            }
        } while (matcher.find());
        return new PathTemplate(text, Path.of(text.substring(0, text.lastIndexOf('/', first) + 1)));
    }

    /** A recipient's file, in lower case; empty for one whose name can't be a file's. */
    Optional<Path> resolve(Mailbox mailbox) {
        String localPart = mailbox.localPart().toLowerCase(Locale.ROOT);
        String domain = mailbox.domain().name();
        if (!isName(localPart) || !isName(domain)) {
            return Optional.empty();
        }
        String path =
                PLACEHOLDER
                        .matcher(text)
                        .replaceAll(
                                match ->
                                        Matcher.quoteReplacement(
                                                match.group(1).equals("domain")
                                                        ? domain
                                                        : localPart));
        try {
            Path file = Path.of(path).normalize();
            return file.startsWith(root.normalize()) ? Optional.of(file) : Optional.empty();
        } catch (InvalidPathException impossible) {
            return Optional.empty();
        }
    }

    private static boolean isName(String text) {
        return !text.isEmpty()
                && !text.startsWith(".")
                && text.indexOf('/') < 0
                && text.indexOf('\\') < 0
                && text.indexOf('\0') < 0
                && text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
    }
}
