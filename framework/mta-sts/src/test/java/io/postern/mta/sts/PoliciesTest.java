// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.StsAnswer;
import io.postern.api.lookup.StsPolicy;
import io.postern.api.lookup.StsPolicy.Mode;
import io.postern.api.lookup.StsTrouble;
import io.postern.api.lookup.StsTrouble.Kind;
import io.postern.testkit.SetClock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Which policy holds, as time goes by. */
@Timeout(60)
class PoliciesTest {
    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    private static final StsTrouble DOWN = new StsTrouble(Kind.FETCH, "HTTP status 500");

    @TempDir private Path folder;
    private final SetClock clock = SetClock.at(START);
    private final FakeDns dns = new FakeDns();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile PolicySource.Fetched served = serve(Mode.ENFORCE, Duration.ofDays(7));
    private Duration patience = Duration.ofSeconds(30);
    private Policies policies;

    @BeforeEach
    void start() {
        policies = open(10_000);
        dns.announce("x.test", "1");
    }

    private Policies open(int limit) {
        PolicySource source =
                _ -> {
                    fetches.incrementAndGet();
                    return served;
                };
        return open(source, limit);
    }

    private Policies open(PolicySource source, int limit) {
        PolicyCache cache = new PolicyCache(new EntryFiles(folder.resolve("sts")), clock, limit);
        return new Policies(dns, source, cache, clock, patience);
    }

    private static PolicySource.Fetched serve(Mode mode, Duration maxAge) {
        return new PolicySource.Fetched.Policy(new StsPolicy(mode, List.of("mx.x.test"), maxAge));
    }

    private void fails() {
        served = new PolicySource.Fetched.Failure(DOWN);
    }

    private void assertHolds(Mode mode, String id) throws InterruptedException {
        StsAnswer answer = policies.policy("x.test");
        assertThat(answer).isInstanceOf(StsAnswer.Holds.class);
        assertThat(((StsAnswer.Holds) answer).policy().mode()).isEqualTo(mode);
        assertThat(((StsAnswer.Holds) answer).id()).isEqualTo(id);
    }

    private void assertNone(Kind why) throws InterruptedException {
        StsAnswer answer = policies.policy("x.test");
        assertThat(answer).isInstanceOf(StsAnswer.None.class);
        assertThat(answer.trouble().kind()).isEqualTo(why);
    }

    @Test
    void aPolicyIsFetchedOnceAndKept() throws InterruptedException {
        assertHolds(Mode.ENFORCE, "1");
        clock.advance(Duration.ofHours(5));
        assertHolds(Mode.ENFORCE, "1");

        assertThat(fetches).hasValue(1);
    }

    @Test
    void whatWasSaidHoldsForAMinute() throws InterruptedException {
        assertThat(policies.policy("nothing.test")).isInstanceOf(StsAnswer.None.class);
        policies.policy("nothing.test");
        assertThat(dns.questions).hasValue(1);

        clock.advance(Duration.ofMinutes(1));
        policies.policy("nothing.test");
        assertThat(dns.questions).hasValue(2);
    }

    @Test
    void anotherIdFetchesAnotherPolicy() throws InterruptedException {
        assertHolds(Mode.ENFORCE, "1");
        dns.announce("x.test", "2");
        served = serve(Mode.TESTING, Duration.ofDays(7));
        clock.advance(Duration.ofMinutes(1));

        assertHolds(Mode.TESTING, "2");
    }

    /** RFC 8461 section 3.3. */
    @Test
    void whatIsKeptHoldsWhenRecordOrServerAreLost() throws InterruptedException {
        assertHolds(Mode.ENFORCE, "1");
        dns.answer("x.test", new DnsAnswer.NoDomain<>());
        clock.advance(Duration.ofDays(1));
        assertHolds(Mode.ENFORCE, "1");
        dns.answer("x.test", new DnsAnswer.Unknown<>("SERVFAIL"));
        clock.advance(Duration.ofDays(1));
        assertHolds(Mode.ENFORCE, "1");
        dns.announce("x.test", "2");
        fails();
        clock.advance(Duration.ofDays(1));
        assertHolds(Mode.ENFORCE, "1");
        assertThat(policies.policy("x.test").trouble()).isEqualTo(DOWN);

        clock.advance(Duration.ofDays(4));
        assertNone(Kind.FETCH);
    }

    @Test
    void anExpiredPolicyHoldsNoMoreNotEvenWithinTheMinute() throws InterruptedException {
        served = serve(Mode.ENFORCE, Duration.ofSeconds(30));
        assertHolds(Mode.ENFORCE, "1");
        clock.advance(Duration.ofSeconds(30));
        fails();

        assertNone(Kind.FETCH);
    }

    /** RFC 8461 section 3.3: five minutes for each version. */
    @Test
    void aFetchInVainIsNotRepeatedAtOnce() throws InterruptedException {
        fails();
        assertNone(Kind.FETCH);
        clock.advance(Duration.ofMinutes(2));
        assertNone(Kind.FETCH);
        assertThat(fetches).hasValue(1);

        dns.announce("x.test", "2");
        clock.advance(Duration.ofMinutes(1));
        assertNone(Kind.FETCH);
        assertThat(fetches).hasValue(2);

        served = serve(Mode.ENFORCE, Duration.ofDays(7));
        clock.advance(Duration.ofMinutes(5));
        assertHolds(Mode.ENFORCE, "2");
    }

    @Test
    void aPolicySurvivesARestart() throws InterruptedException {
        assertHolds(Mode.ENFORCE, "1");
        dns.answer("x.test", new DnsAnswer.NoDomain<>());
        fails();
        clock.advance(Duration.ofDays(6));
        policies = open(10_000);
        assertHolds(Mode.ENFORCE, "1");

        clock.advance(Duration.ofDays(1));
        policies = open(10_000);
        assertNone(Kind.NOT_ANNOUNCED);
        policies.refresh();
        assertThat(folder.resolve("sts")).isEmptyDirectory();
    }

    @Test
    void brokenFilesAreDropped() throws Exception {
        assertHolds(Mode.ENFORCE, "1");
        Path file = folder.resolve("sts").resolve("x.test");
        String text = Files.readString(file);
        for (String broken : List.of("", text.replace("STSv1", "STSv9"), text.replace("T", "x"))) {
            Files.writeString(file, broken);
            policies = open(10_000);
            assertThat(file).exists();
            policies.refresh();
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void thoseNotAskedForLongestMakeRoom() throws Exception {
        policies = open(2);
        for (String domain : List.of("a.test", "b.test", "a.test", "c.test")) {
            dns.announce(domain, "1");
            policies.policy(domain);
            clock.advance(Duration.ofMinutes(1));
        }

        try (var files = Files.list(folder.resolve("sts"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("a.test", "c.test");
        }
    }

    /** RFC 8461 section 3.3: so that nobody can wait for its end. */
    @Test
    void aPolicyIsFetchedAnewEachDay() throws InterruptedException {
        assertHolds(Mode.ENFORCE, "1");
        clock.advance(Duration.ofHours(23));
        policies.refresh();
        assertThat(fetches).hasValue(1);
        clock.advance(Duration.ofHours(1));
        policies.refresh();
        assertThat(fetches).hasValue(2);

        fails();
        clock.advance(Duration.ofDays(6));
        policies.refresh();
        assertHolds(Mode.ENFORCE, "1");
        clock.advance(Duration.ofDays(1));
        assertNone(Kind.FETCH);
    }

    @Test
    void aDomainWithoutMailIsForgottenInTheEnd() throws InterruptedException {
        assertHolds(Mode.ENFORCE, "1");
        for (int day = 1; day <= 60; day++) {
            clock.advance(Duration.ofDays(1));
            policies.refresh();
        }
        assertThat(fetches).hasValue(30);
        fails();
        assertNone(Kind.FETCH);
    }

    @Test
    void whoAsksDoesNotWaitForASlowServer() throws Exception {
        patience = Duration.ofMillis(50);
        CountDownLatch answer = new CountDownLatch(1);
        policies =
                open(
                        _ -> {
                            answer.await();
                            return served;
                        },
                        10);
        assertNone(Kind.FETCH);
        answer.countDown();

        patience = Duration.ofSeconds(30);
        while (policies.policy("x.test") instanceof StsAnswer.None) {
            Thread.onSpinWait();
        }
    }

    @Test
    void manyWhoAskAtOnceShareOneFetch() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        policies =
                open(
                        _ -> {
                            go.await();
                            fetches.incrementAndGet();
                            return served;
                        },
                        10);
        List<FutureTask<StsAnswer>> tasks =
                IntStream.range(0, 50)
                        .mapToObj(_ -> new FutureTask<>(() -> policies.policy("x.test")))
                        .toList();
        tasks.forEach(task -> Thread.ofVirtual().start(task));
        go.countDown();

        for (FutureTask<StsAnswer> task : tasks) {
            assertThat(task.get()).isInstanceOf(StsAnswer.Holds.class);
        }
        assertThat(fetches).hasValue(1);
    }

    @Test
    void whatIsNoNameIsNotAskedFor() throws InterruptedException {
        for (String name : List.of("", "localhost", "127.0.0.1", "::1", "a b.test", "../x.test")) {
            assertThat(policies.policy(name)).isInstanceOf(StsAnswer.None.class);
        }
        assertThat(dns.questions).hasValue(0);
    }
}
