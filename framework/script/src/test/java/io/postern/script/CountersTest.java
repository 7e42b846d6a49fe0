// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@Timeout(60)
class CountersTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private static final String COUNTING =
            """
            import { counters, reject } from 'postern';
            export const onHelo = (client) =>
                reject('5.0.0', String(counters.add('helo', client.address, { window: '1h' })));
            """;

    @TempDir private Path home;

    private final TestClock clock = new TestClock("2026-11-24T12:00:00Z");
    private final Counters counters = new Counters(clock, 3);

    private static Counters.Id id(String key) {
        return new Counters.Id("test", key, HOUR);
    }

    private static String ask(TestScript script) throws InterruptedException {
        Verdict verdict = script.hook(HeloPolicy.class).onHelo(TestMail.client("192.0.2.1"));
        return ((Verdict.Reject) verdict).status().text();
    }

    private String evaluate(String expression) throws InterruptedException {
        String source =
                """
                import { counters, reject } from 'postern';
                export const onHelo = () => reject('5.0.0', JSON.stringify(%s));
                """
                        .formatted(expression);
        try (TestScript script = TestScript.at(home, source, clock)) {
            return ask(script);
        }
    }

    @Test
    void namesKeysAndWindowsAreApart() {
        assertThat(counters.add(id("a"), 1)).isEqualTo(1);
        assertThat(counters.add(id("b"), 5)).isEqualTo(5);
        assertThat(counters.add(new Counters.Id("test", "a", HOUR.multipliedBy(2)), 1)).isOne();
        assertThat(counters.count(id("a"))).isEqualTo(1);
        assertThat(counters.count(new Counters.Id("other", "a", HOUR))).isZero();
    }

    @Test
    void limitCountsOnlyWhatItAllows() {
        assertThat(counters.limit(id("a"), 2, 3))
                .isEqualTo(new Counters.Ruling(true, 2, Duration.ZERO));
        assertThat(counters.limit(id("a"), 2, 3))
                .isEqualTo(new Counters.Ruling(false, 2, HOUR.plusMinutes(5)));
        assertThat(counters.limit(id("a"), 1, 3))
                .isEqualTo(new Counters.Ruling(true, 3, Duration.ZERO));
        clock.pass(HOUR.plusMinutes(5));
        assertThat(counters.limit(id("a"), 3, 3).allowed()).isTrue();
    }

    @Test
    void whatIsOverIsForgotten() {
        counters.add(id("a"), 1);
        counters.add(id("b"), 1);
        clock.pass(HOUR.plusMinutes(5));
        counters.add(id("c"), 1);
        assertThat(counters.size()).isOne();
    }

    @Test
    void longestUnusedMakesRoom() {
        counters.add(id("a"), 1);
        counters.add(id("b"), 1);
        counters.add(id("c"), 1);
        counters.add(id("a"), 1);
        counters.add(id("d"), 1);
        assertThat(counters.size()).isEqualTo(3);
        assertThat(counters.count(id("b"))).isZero();
        assertThat(counters.count(id("a"))).isEqualTo(2);
    }

    @Test
    void longKeysAreKeptShort() {
        String key = "x".repeat(10_000);
        assertThat(id(key).key()).hasSize(64);
        assertThat(id(key)).isEqualTo(id(key)).isNotEqualTo(id(key + "y"));
    }

    @Test
    void reloadKeepsTheCount() throws Exception {
        try (TestScript script = TestScript.at(home, COUNTING, clock)) {
            assertThat(ask(script)).isEqualTo("1");
            script.change(COUNTING + "// changed\n");
            assertThat(ask(script)).isEqualTo("2");
            clock.pass(HOUR.plusMinutes(5));
            assertThat(ask(script)).isEqualTo("1");
        }
    }

    @Test
    void sandboxesShareTheCount() throws Exception {
        Path file = home.resolve("scripts/policy.js");
        TestScript.write(file, COUNTING);
        Limits limits = TestScript.limits(Duration.ofSeconds(2), 4);
        try (TestScript script = TestScript.load(file, home, limits, null)) {
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                callers.add(
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            try {
                                                ask(script);
                                            } catch (InterruptedException stopped) {
                                                throw new IllegalStateException(stopped);
                                            }
                                        }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(ask(script)).isEqualTo("41");
        }
    }

    @Test
    void scriptsGetRulings() throws Exception {
        assertThat(
                        evaluate(
                                "[1, 2, 3].map(() => {"
                                        + " const { allowed, count, retryAfter } ="
                                        + " counters.limit('a', 'k', { rate: '2/10m' });"
                                        + " return [allowed, count, retryAfter]; })"))
                .isEqualTo("[[true,1,0],[true,2,0],[false,2,650]]");
    }

    @Test
    void scriptsAddGetAndReset() throws Exception {
        assertThat(
                        evaluate(
                                "[counters.add('a', 'k', { window: 60, by: 7 }),"
                                        + " counters.get('a', 'k', { window: '1m' }),"
                                        + " counters.reset('a', 'k', { window: '60s' }),"
                                        + " counters.reset('a', 'k', { window: '60s' }),"
                                        + " counters.get('a', 'k', { window: '1m' })]"))
                .isEqualTo("[7,7,true,false,0]");
    }

    @Test
    void mistakesAreErrors() {
        assertThatThrownBy(() -> evaluate("counters.add('a', 'k')"))
                .hasMessageMatching("scripts/policy.js:2:.*: options must be given");
        assertThatThrownBy(() -> evaluate("counters.add('a', 'k', { window: '1w' })"))
                .hasMessageContaining("time must be seconds or like '10m'");
        assertThatThrownBy(() -> evaluate("counters.add('a', 'k', { windows: '1h' })"))
                .hasMessageContaining("there is no option 'windows'");
        assertThatThrownBy(() -> evaluate("counters.limit('a', 'k', { rate: 'often' })"))
                .hasMessageContaining("rate must be like '100/h'");
        assertThatThrownBy(() -> evaluate("counters.add('a', 'k', { window: '1h', by: -1 })"))
                .hasMessageContaining("by must be a whole number from 1");
        assertThatThrownBy(() -> evaluate("counters.add('', 'k', { window: '1h' })"))
                .hasMessageContaining("name must have 1 to 64 characters");
    }
}
