// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneId;

class MailDateTest {
    @Test
    void aDayOfOneDigitStandsAlone() {
        assertThat(MailDate.utc(Instant.parse("2026-11-01T09:05:07.9Z")))
                .isEqualTo("Sun, 1 Nov 2026 09:05:07 +0000");
    }

    @Test
    void aZoneMovesTheDayAndSaysByHowMuch() {
        assertThat(MailDate.in(ZoneId.of("America/Halifax"), Instant.parse("2027-01-01T00:00:00Z")))
                .isEqualTo("Thu, 31 Dec 2026 20:00:00 -0400");
    }
}
