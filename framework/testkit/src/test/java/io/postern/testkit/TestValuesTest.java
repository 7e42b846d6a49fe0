// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Domain;
import io.postern.api.mail.HeaderField;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class TestValuesTest {
    @Test
    void clockStandsUntilItIsMoved() {
        SetClock clock = SetClock.at("2026-11-24T10:00:00Z");
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-11-24T10:00:00Z"));

        clock.advance(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-11-24T11:00:00Z"));

        clock.set(Instant.EPOCH);
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void messageUnfoldsItsHeaders() {
        TestMessage message = TestMessage.of("A: one\r\n two\r\nB:b\r\n\r\nC: no\r\n");

        assertThat(message.headers())
                .containsExactly(new HeaderField("A", "one two"), new HeaderField("B", "b"));
        assertThat(message.header("b")).contains("b");
        assertThat(TestMessage.of("\r\nX: body\r\n").headers()).isEmpty();
    }

    @Test
    void messageKnowsEightBits() {
        assertThat(TestMessage.of("ä").isEightBit()).isTrue();
        assertThat(TestMessage.of("a").isEightBit()).isFalse();
    }

    @Test
    void hostileAddressesAreLegalValues() {
        assertThat(HostileText.MAILBOXES).hasSizeGreaterThan(HostileText.LOCAL_PARTS.size());
    }

    @Test
    void hostKnowsItsDomains() {
        TestHost host = TestHost.named("mx.test").local("a.test", "b.test").relay("c.test");

        assertThat(host.isLocal(new Domain("B.TEST"))).isTrue();
        assertThat(host.isLocal(new Domain("c.test"))).isFalse();
        assertThat(host.isRelay(new Domain("c.test"))).isTrue();
        assertThat(host.defaultDomain()).isEqualTo(new Domain("a.test"));
        assertThat(TestHost.named("mx.test").defaultDomain()).isEqualTo(new Domain("mx.test"));
    }

    @Test
    void attemptChangesOneThingAtATime() {
        TestAttempt attempt =
                TestAttempt.of(TestMessage.saying("hi")).to("b@c").via("127.0.0.1", 25);

        assertThat(attempt.from("").recipients()).isEqualTo(attempt.recipients());
        assertThat(attempt.from("").hops()).isEqualTo(attempt.hops());
        assertThat(attempt.from("").reversePath()).hasToString("");
    }
}
