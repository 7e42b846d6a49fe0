// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class EncodedWordsTest {
    private static final Pattern WORD = Pattern.compile("=\\?utf-8\\?B\\?([A-Za-z0-9+/=]+)\\?=");

    @Test
    void asciiStaysAsItIs() {
        assertThat(EncodedWords.of("Undelivered = mail?")).isEqualTo("Undelivered = mail?");
    }

    @Test
    void lettersBeyondAsciiAreWholeInWordsOfSeventyFive() {
        String text = "Zustellung verzögert, 配信できません 😀".repeat(8);
        StringBuilder decoded = new StringBuilder();

        for (String line : EncodedWords.of(text).split("\r\n ", -1)) {
            Matcher word = WORD.matcher(line);
            assertThat(line.length()).isLessThanOrEqualTo(75);
            assertThat(word.matches()).as(line).isTrue();
            byte[] octets = Base64.getDecoder().decode(word.group(1));
            decoded.append(new String(octets, StandardCharsets.UTF_8));
        }

        assertThat(decoded).hasToString(text);
    }
}
