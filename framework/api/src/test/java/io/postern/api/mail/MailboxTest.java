// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "alice|alice@example.org",
                "a.b+c|a.b+c@example.org",
                "a b|\"a b\"@example.org",
                "a@b|\"a@b\"@example.org",
                ".a|\".a\"@example.org",
                "a..b|\"a..b\"@example.org",
                "'a\"b\\c'|'\"a\\\"b\\\\c\"@example.org'",
                "''|'\"\"@example.org'"
            },
            delimiter = '|')
    void localPartIsQuotedWhereTheSyntaxNeedsIt(String localPart, String written) {
        assertThat(Mailbox.of(localPart, "Example.ORG")).hasToString(written);
    }

    @Test
    void domainsCompareWithoutCaseAndLocalPartsWithIt() {
        assertThat(Mailbox.of("a", "EXAMPLE.org")).isEqualTo(Mailbox.of("a", "example.ORG"));
        assertThat(Mailbox.of("A", "example.org")).isNotEqualTo(Mailbox.of("a", "example.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b", "a\u0085b"})
    void controlCharactersNeverGetIntoALocalPart(String localPart) {
        assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.of(localPart, "example.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.org.", "a b", "a@b", "a>b", "a\r\nb"})
    void whatWouldBreakAnAddressIsNoDomain(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Domain(name));
    }

    @Test
    void domainIsBelowItsParentsOnly() {
        Domain parent = new Domain("example.org");
        assertThat(new Domain("mx.example.org").isBelow(parent)).isTrue();
        assertThat(parent.isBelow(parent)).isFalse();
        assertThat(new Domain("badexample.org").isBelow(parent)).isFalse();
    }
}
