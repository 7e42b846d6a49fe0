// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;

class AmountsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final Amounts amounts = new Amounts(() -> NOW);

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT59.9S, 59s",
        "PT1M, 1m",
        "PT59M59S, 59m",
        "PT1H, 1h",
        "PT2H13M, 2h 13m",
        "PT48H, 2d",
        "PT53H, 2d 5h",
        "PT-5S, 0s"
    })
    void lengthHasAtMostTwoUnits(Duration length, String expected) {
        assertThat(Amounts.length(length)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "26214400, 25.0 MiB",
        "1073741824, 1.0 GiB",
        "1125899906842624, 1024.0 TiB"
    })
    void octetsAreInTheUnitThatFits(long octets, String expected) {
        assertThat(Amounts.octets(octets)).isEqualTo(expected);
    }

    @Test
    void ageIsHowLongAgoAndUntilIsHowLongToGo() {
        assertThat(amounts.age("2026-11-24T11:55:00Z")).isEqualTo("5m");
        assertThat(amounts.until("2026-11-24T12:00:30Z")).isEqualTo("30s");
        assertThat(amounts.until("2026-11-24T11:59:59Z")).isEqualTo("now");
        assertThat(amounts.age("")).isEqualTo("-");
    }

    @Test
    void nounsFollowTheirNumber() {
        assertThat(Amounts.count(1, "message")).isEqualTo("1 message");
        assertThat(Amounts.count(0, "message")).isEqualTo("0 messages");
    }
}
