// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/** What makes no sense is refused where it is said. */
class SettingsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "@x",
                "x@",
                "a b@x.test",
                "a@x.test>\r\nDATA",
                "<a@x.test>",
                "x@[1.2.3]",
                "x@[300.1.1.1]",
                "x@[...........]"
            })
    void onlyAMailboxIsARecipient(String to) {
        assertThatThrownBy(() -> new Addresses("", to, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("\r", "\n");
    }

    @Test
    void numbersHaveBounds() {
        Duration minute = Duration.ofMinutes(1);
        refused(() -> new Pace(0, 1, 1, minute, 0, 0));
        refused(() -> new Pace(1, 0, 1, minute, 0, 0));
        refused(() -> new Pace(1, 1, 0, minute, 0, 0));
        refused(() -> new Pace(1, 1, 1, Duration.ZERO, 0, 0));
        refused(() -> new Pace(1, 1, 1, minute, Double.NaN, 0));
        refused(() -> new Pace(1, 1, 1, minute, 0, 1));
        refused(() -> new Addresses("", "a@x.test", 1001, 1));
        refused(() -> new Addresses("", "a@x.test", 1, 0));
        refused(() -> new Addresses("", "a@[255.255.255.254]", 1, 3));
        refused(() -> new SinkSetup(0, 1, Duration.ZERO, Temper.KIND, null));
        refused(() -> new SinkSetup(1, 0, Duration.ZERO, Temper.KIND, null));
        refused(() -> new SinkSetup(1, 1, Duration.ofMillis(-1), Temper.KIND, null));
        refused(() -> new Manner(Sizes.parse("1"), -1, false, false));
        refused(() -> new Temper(Duration.ZERO, 50, 50, 1));
        refused(() -> new Temper(Duration.ZERO, Double.NaN, 0, 0));
        refused(() -> new Temper(Duration.ofMillis(-1), 0, 0, 0));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable made) {
        assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTempersSharesAreNextToEachOther() {
        Temper temper = new Temper(Duration.ZERO, 10, 20, 30);
        assertThat(temper.fate(0)).isEqualTo(Temper.Fate.REJECTED);
        assertThat(temper.fate(9.99)).isEqualTo(Temper.Fate.REJECTED);
        assertThat(temper.fate(10)).isEqualTo(Temper.Fate.DEFERRED);
        assertThat(temper.fate(30)).isEqualTo(Temper.Fate.DROPPED);
        assertThat(temper.fate(60)).isEqualTo(Temper.Fate.TAKEN);
        assertThat(Temper.KIND.fate(0)).isEqualTo(Temper.Fate.TAKEN);
    }

    @Test
    void aPasswordIsInNoText() {
        assertThat(new Login("user", "secret").toString()).isEqualTo("Login[user]");
    }
}
