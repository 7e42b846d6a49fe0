// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A small message of text (RFC 5322 and RFC 2045), as {@code send --subject} writes it. */
record Note(String from, List<String> to, String subject, String body, Clock clock) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);

    /** All of it; lines end with CRLF. */
    String text() {
        String sender = from.replaceAll("[<>\\s]", "");
        String author = sender.isEmpty() ? "MAILER-DAEMON" : sender;
        String domain = author.substring(author.lastIndexOf('@') + 1);
        return String.join(
                        "\r\n",
                        "Date: " + DATE.format(ZonedDateTime.now(clock)),
                        "From: " + author,
                        "To: " + String.join(",\r\n ", to),
                        "Subject: " + encodedWord(subject),
                        "Message-ID: <" + UUID.randomUUID() + "@" + domain + ">",
                        "MIME-Version: 1.0",
                        "Content-Type: text/plain; charset=utf-8",
                        "Content-Transfer-Encoding: " + (isAscii(body) ? "7bit" : "8bit"),
                        "")
                + "\r\n"
                + body.replaceAll("\r\n|\r|\n", "\r\n")
                + "\r\n";
    }

    /** What isn't plain goes as RFC 2047 says, in words short enough for a line. */
    private static String encodedWord(String text) {
        if (isAscii(text)) {
            return text.replaceAll("\\p{Cntrl}", " ");
        }
        StringBuilder words = new StringBuilder();
        int[] letters = text.codePoints().toArray();
        for (int from = 0; from < letters.length; from += 10) {
            String part = new String(letters, from, Math.min(10, letters.length - from));
            String encoded =
                    Base64.getEncoder().encodeToString(part.getBytes(StandardCharsets.UTF_8));
            words.append(words.isEmpty() ? "" : "\r\n ")
                    .append("=?utf-8?B?")
                    .append(encoded)
                    .append("?=");
        }
        return words.toString();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }
}
