// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.HeaderField;
import io.postern.spool.SpoolUnavailableException;
import io.postern.spool.SpooledMessage;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the header section of a message says of how to answer it. A message that can't be read says
 * nothing.
 *
 * @param automatic whether no person wrote it to be answered: it is a list's, or a program's (RFC
 *     3834 section 2)
 * @param languages that its sender reads, the best first: those of Accept-Language, then those of
 *     Content-Language (RFC 3282)
 */
record Correspondence(boolean automatic, List<LanguageRange> languages) {
    private static final Correspondence UNKNOWN = new Correspondence(false, List.of());
    private static final int MOST_CHARS = 200;
    private static final Set<String> BULK = Set.of("bulk", "junk", "list");

    Correspondence {
        languages = List.copyOf(languages);
    }

    /** Reads it from the spool; blocks for the disk. */
    static Correspondence of(SpooledMessage message) {
        try {
            return of(message.message().headers());
        } catch (SpoolUnavailableException | UncheckedIOException _) {
            return UNKNOWN;
        }
    }

    static Correspondence of(List<HeaderField> fields) {
        List<LanguageRange> languages = new ArrayList<>();
        for (String name : List.of("Accept-Language", "Content-Language")) {
            fields.stream()
                    .filter(field -> field.is(name))
                    .findFirst()
                    .ifPresent(field -> languages.addAll(ranges(field.value())));
        }
        return new Correspondence(fields.stream().anyMatch(Correspondence::isAutomatic), languages);
    }

    private static boolean isAutomatic(HeaderField field) {
        String value = field.value().strip().toLowerCase(Locale.ROOT);
        if (field.is("Auto-Submitted")) {
            return !value.equals("no") && !value.startsWith("no;") && !value.startsWith("no ");
        }
        if (field.is("Precedence")) {
            return BULK.contains(value);
        }
        return field.name().toLowerCase(Locale.ROOT).startsWith("list-");
    }

    private static List<LanguageRange> ranges(String value) {
        try {
            return LanguageRange.parse(value.substring(0, Math.min(value.length(), MOST_CHARS)));
        } catch (IllegalArgumentException _) {
            return List.of(); // it comes from a stranger, and nothing hangs on it
        }
    }

    /** Those languages, then others. */
    List<LanguageRange> languagesBefore(List<String> others) {
        return Stream.concat(
                        languages.stream().filter(range -> range.getWeight() > 0),
                        others.stream().map(LanguageRange::new))
                .toList();
    }
}
