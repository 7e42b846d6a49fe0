// SPDX-License-Identifier: Apache-2.0
package io.postern.router.rewrite;

import io.postern.api.mail.Mailbox;
import io.postern.smtp.AddressParser;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an address becomes: {@code local-part@domain} with {@code {1}} for what a star captured. */
record Replacement(String localPart, String domain) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    /**
     * Reads one; says what is wrong with it by the exception's message.
     *
     * @param stars of the pattern that it goes with
     */
    static Replacement parse(String text, int stars) {
        int at = text.lastIndexOf('@');
        if (at < 1 || at == text.length() - 1) {
            throw new IllegalArgumentException("'" + text + "' is not local-part@domain");
        }
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            String name = matcher.group(1);
            if (!name.matches("[1-9]") || Integer.parseInt(name) > stars) {
                throw new IllegalArgumentException(
                        "{%s} in '%s': the pattern has %d stars".formatted(name, text, stars));
            }
        }
        Replacement replacement = new Replacement(text.substring(0, at), text.substring(at + 1));
        if (replacement.with(List.of("x", "x", "x", "x")).isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' makes no address");
        }
        return replacement;
    }

    /** The address; empty where what was captured makes none. */
    Optional<Mailbox> with(List<String> captures) {
        String local = filled(localPart, captures);
        return AddressParser.utf8Mailbox("x@" + filled(domain, captures))
                .map(found -> new Mailbox(local, found.domain()));
    }

    /** In one pass: what is captured is data, also where it looks like a placeholder. */
    private static String filled(String template, List<String> captures) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        captures.get(Integer.parseInt(match.group(1)) - 1)));
    }
}
