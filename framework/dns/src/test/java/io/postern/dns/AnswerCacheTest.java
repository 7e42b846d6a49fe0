// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import static io.postern.dns.Messages.question;
import static io.postern.dns.Messages.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.lookup.DnsAnswer;
import io.postern.testkit.SetClock;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

import java.time.Duration;
import java.util.List;

class AnswerCacheTest {
    private static final Question A = question("a.test", Type.A);
    private static final Question B = question("b.test", Type.A);
    private static final Question C = question("c.test", Type.A);
    private static final DnsAnswer<Record> FOUND =
            new DnsAnswer.Found<>(List.of(record("a.test 1 A 192.0.2.1")));
    private static final DnsAnswer<Record> NONE = new DnsAnswer.NoDomain<>();

    private final SetClock clock = SetClock.at("2026-11-24T10:00:00Z");
    private final AnswerCache cache = new AnswerCache(2, clock);

    @Test
    void anAnswerIsKeptForItsTtl() {
        cache.put(A, FOUND, 60, 100);

        clock.advance(Duration.ofSeconds(59));
        assertThat(cache.get(A)).contains(FOUND);
        clock.advance(Duration.ofSeconds(1));
        assertThat(cache.get(A)).isEmpty();
    }

    @Test
    void letterCaseMakesNoOtherQuestion() {
        cache.put(A, FOUND, 60, 100);

        assertThat(cache.get(question("A.TEST.", Type.A))).contains(FOUND);
        assertThat(cache.get(question("a.test", Type.AAAA))).isEmpty();
    }

    @Test
    void anAnswerThatHoldsForNoTimeIsNotKept() {
        cache.put(A, FOUND, 0, 100);

        assertThat(cache.get(A)).isEmpty();
    }

    @Test
    void noAnswerIsKeptForLongerThanADayAndNoNoForLongerThanThreeHours() {
        cache.put(A, FOUND, Integer.MAX_VALUE, 100);
        cache.put(B, NONE, Integer.MAX_VALUE, 100);

        clock.advance(Duration.ofHours(3));
        assertThat(cache.get(A)).isPresent();
        assertThat(cache.get(B)).isEmpty();
        clock.advance(Duration.ofHours(21));
        assertThat(cache.get(A)).isEmpty();
    }

    @Test
    void whatWasNotAskedForLongestMakesRoom() {
        cache.put(A, FOUND, 60, 100);
        cache.put(B, FOUND, 60, 100);
        cache.get(A);
        cache.put(C, FOUND, 60, 100);

        assertThat(cache.get(A)).isPresent();
        assertThat(cache.get(B)).isEmpty();
        assertThat(cache.get(C)).isPresent();
    }

    @Test
    void aBigAnswerTakesThePlaceOfSeveral() {
        cache.put(A, FOUND, 60, 100);
        cache.put(B, FOUND, 60, 600);

        assertThat(cache.get(A)).isEmpty();
        assertThat(cache.get(B)).isPresent();
    }

    @Test
    void anAnswerBiggerThanTheCacheIsNotKept() {
        cache.put(A, FOUND, 60, 100);
        cache.put(B, FOUND, 60, 65_535);

        assertThat(cache.get(A)).isPresent();
        assertThat(cache.get(B)).isEmpty();
    }

    @Test
    void anAnswerReplacedFreesItsPlace() {
        cache.put(A, FOUND, 60, 100);
        cache.put(A, NONE, 60, 100);
        cache.put(B, FOUND, 60, 100);

        assertThat(cache.get(A)).contains(NONE);
        assertThat(cache.get(B)).isPresent();
    }
}
