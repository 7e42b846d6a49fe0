// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.smtp.Utf8;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Text for a header field in US-ASCII: as it is, else as encoded-words (RFC 2047). */
final class EncodedWords {
    /** Octets in a word: with its frame that stays below 75 characters. */
    private static final int MOST_OCTETS = 45;

    private EncodedWords() {}

    /** On one line, or several where it is long, folded. */
    static String of(String text) {
        if (Utf8.isAscii(text)) {
            return text;
        }
        StringBuilder words = new StringBuilder();
        StringBuilder word = new StringBuilder();
        int octets = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            String next = Character.toString(text.codePointAt(at));
            int needed = next.getBytes(StandardCharsets.UTF_8).length;
            if (octets + needed > MOST_OCTETS) {
                words.append(framed(word)).append("\r\n ");
                word.setLength(0);
                octets = 0;
            }
            word.append(next);
            octets += needed;
        }
        return words.append(framed(word)).toString();
    }

    private static String framed(StringBuilder word) {
        byte[] octets = word.toString().getBytes(StandardCharsets.UTF_8);
        return "=?utf-8?B?" + Base64.getEncoder().encodeToString(octets) + "?=";
    }
}
