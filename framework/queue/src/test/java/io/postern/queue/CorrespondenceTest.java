// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.HeaderField;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Locale.LanguageRange;

/** RFC 3834 section 2, RFC 3282. */
class CorrespondenceTest {
    @ParameterizedTest
    @CsvSource({
        "Auto-Submitted, auto-replied, true",
        "Auto-Submitted, auto-generated (report), true",
        "Auto-Submitted, x-something, true",
        "Auto-Submitted, no, false",
        "Auto-Submitted, No (a person), false",
        "Precedence, bulk, true",
        "Precedence, List, true",
        "Precedence, first-class, false",
        "List-Id, <l.example.org>, true",
        "list-unsubscribe, <mailto:x@example.org>, true",
        "Listen, closely, false",
        "Subject, bulk, false",
    })
    void listsAndProgramsAreKnownByTheirFields(String name, String value, boolean automatic) {
        assertThat(Correspondence.of(List.of(new HeaderField(name, value))).automatic())
                .isEqualTo(automatic);
    }

    @Test
    void languagesAreThoseReadThenThoseWrittenThenTheOperators() {
        Correspondence said =
                Correspondence.of(
                        TestMessage.of(
                                        "Content-Language: fr\r\n"
                                            + "Accept-Language: en;q=0.5, de-CH, it;q=0\r\n\r\n")
                                .headers());

        assertThat(said.languagesBefore(List.of("pt")))
                .extracting(LanguageRange::getRange)
                .containsSubsequence("de-ch", "en", "fr", "pt")
                .doesNotContain("it");
    }

    @Test
    void nonsenseIsNoLanguage() {
        Correspondence said =
                Correspondence.of(
                        List.of(
                                new HeaderField("Accept-Language", "de; q=x, ,,"),
                                new HeaderField("Content-Language", "ü".repeat(10_000))));

        assertThat(said.languages()).isEmpty();
    }
}
