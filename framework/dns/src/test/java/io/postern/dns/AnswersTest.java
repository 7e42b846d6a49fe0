// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.lookup.DnsAnswer;

import org.junit.jupiter.api.Test;

import java.util.List;

class AnswersTest {
    private static final DnsAnswer<String> SIX = new DnsAnswer.Found<>(List.of("six"));
    private static final DnsAnswer<String> FOUR = new DnsAnswer.Found<>(List.of("four"));
    private static final DnsAnswer<String> NO_RECORD = new DnsAnswer.NoRecord<>();
    private static final DnsAnswer<String> NO_DOMAIN = new DnsAnswer.NoDomain<>();
    private static final DnsAnswer<String> UNKNOWN = new DnsAnswer.Unknown<>("time-out");

    @Test
    void recordsOfBothKindsAreTheAnswerInTheirOrder() {
        assertThat(Answers.either(SIX, FOUR))
                .isEqualTo(new DnsAnswer.Found<>(List.of("six", "four")));
    }

    @Test
    void recordsOfOneKindAreEnough() {
        for (DnsAnswer<String> other : List.of(NO_RECORD, NO_DOMAIN, UNKNOWN)) {
            assertThat(Answers.either(SIX, other)).isEqualTo(SIX);
            assertThat(Answers.either(other, FOUR)).isEqualTo(FOUR);
        }
    }

    @Test
    void notKnowingOfOneKindIsNeverNo() {
        for (DnsAnswer<String> other : List.of(NO_RECORD, NO_DOMAIN, UNKNOWN)) {
            assertThat(Answers.either(UNKNOWN, other)).isEqualTo(UNKNOWN);
            assertThat(Answers.either(other, UNKNOWN)).isEqualTo(UNKNOWN);
        }
    }

    @Test
    void thereIsNoDomainOnlyWhereBothSaySo() {
        assertThat(Answers.either(NO_DOMAIN, NO_DOMAIN)).isEqualTo(NO_DOMAIN);
        assertThat(Answers.either(NO_RECORD, NO_DOMAIN)).isEqualTo(NO_RECORD);
        assertThat(Answers.either(NO_DOMAIN, NO_RECORD)).isEqualTo(NO_RECORD);
    }
}
