// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import static java.util.Map.entry;
import static java.util.stream.Collectors.joining;

import io.postern.api.mail.Client;
import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** A script that goes wrong costs the message it was asked about a temporary failure, no more. */
@Timeout(120)
class LimitsTest {
    private static final Limits SHORT = TestScript.limits(Duration.ofMillis(300), 1);

    /** Time is all that ends a loop. */
    private static final Limits ENDLESS =
            new Limits(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(1),
                    Long.MAX_VALUE,
                    1,
                    100);

    /** What a script does wrong, and what the error says of it. */
    private static final Map<String, String> MISTAKES =
            Map.ofEntries(
                    entry("throw 'a string';", "threw a string"),
                    entry("throw { a: 1 };", "Error"),
                    entry("throw null;", "threw null"),
                    entry("null.x;", "TypeError:"),
                    entry("nowhere();", "ReferenceError:"),
                    entry("return true;", "returned true and no verdict"),
                    entry("return null;", "returned null and no verdict"),
                    entry("return 'accept';", "returned a string and no verdict"),
                    entry("return 250;", "returned 250 and no verdict"),
                    entry("return {};", "returned an object and no verdict"),
                    entry("return [];", "returned an array and no verdict"),
                    entry("return reject;", "returned a function and no verdict"),
                    entry("return (async () => 1)();", "returned 1 and no verdict"),
                    entry(
                            "return new Promise(() => {});",
                            "returned a promise that nothing settles"),
                    entry("return Promise.reject('why');", "why"),
                    entry("return { then() {} };", "returned an object and no verdict"),
                    entry("return Object.create(reject('5.0.0', ''));", "TypeError: "),
                    entry(
                            "return new Proxy({}, { get() { return 'x'; } });",
                            "returned an object and no verdict"),
                    entry("return reject('4.0.0', 'x');", "code must be like '5.7.1'"),
                    entry("return reject('5.1.1');", "text must be a string"),
                    entry("return reject(511, 'x');", "code must be a string"),
                    entry("return reject('5.1.1000', 'x');", "code must be like '5.7.1'"),
                    entry(
                            "return reject('5.1.1', 'x'.repeat(70000));",
                            "text is longer than 65536 characters"),
                    entry("Promise.reject(new Error('unseen'));", "Error: unseen"));

    @TempDir private Path home;

    private TestScript bad(String body, Limits limits) {
        return TestScript.of(
                home,
                """
                import { reject } from 'postern';
                export function onHelo(client) {
                    %s
                }
                export function onConnect(client) { return reject('5.0.0', 'fine'); }
                """
                        .formatted(body),
                limits);
    }

    private static void stillWorks(TestScript script) throws InterruptedException {
        assertThat(script.hook(ConnectPolicy.class).onConnect(TestMail.client("192.0.2.1")))
                .isEqualTo(Verdict.reject(0, 0, "fine"));
    }

    private static void helo(TestScript script) throws InterruptedException {
        script.hook(HeloPolicy.class).onHelo(TestMail.client("192.0.2.1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for (;;) {}",
                "for (;;) { try { throw 1; } catch (e) {} finally { continue; } }",
                "let s = 'x'; for (;;) s += s.length;",
                "const all = []; for (;;) all.push(new Array(1000).fill(all));",
                "/(a+)+$/.test('a'.repeat(40) + 'b');",
                "/^(([a-z])+.)+[A-Z]([a-z])+$/.test('a'.repeat(60));",
                "new Array(3e6).fill(0).map(Math.random).sort((a, b) => a - b);",
                "const next = () => Promise.resolve().then(next); next();",
            })
    void runawayIsStopped(String body) throws Exception {
        try (TestScript script = bad(body, SHORT)) {
            long start = System.nanoTime();
            try {
                helo(script);
            } catch (ScriptFailedException stopped) {
                assertThat(stopped)
                        .hasMessageMatching("scripts/policy.js:.*(statements|ms|memory|time).*");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
            stillWorks(script);
        }
    }

    @Test
    void endlessLoopSaysWhereItWas() {
        try (TestScript script = bad("\n    for (;;) {}", TestScript.PATIENT)) {
            assertThatThrownBy(() -> helo(script))
                    .isInstanceOf(ScriptFailedException.class)
                    .hasMessageStartingWith("scripts/policy.js:4:")
                    .hasMessageEndingWith("more than 1000000 statements");
        }
    }

    @Test
    void deepRecursionIsAnError() throws Exception {
        try (TestScript script = bad("(function deep(n) { return deep(n + 1) + 1; })(0);", SHORT)) {
            assertThatThrownBy(() -> helo(script))
                    .isInstanceOf(ScriptFailedException.class)
                    .hasMessageStartingWith("scripts/policy.js:3:")
                    .hasMessageContaining("stack");
            stillWorks(script);
        }
    }

    @Test
    void mistakeIsAnErrorWithItsPlace() throws Exception {
        List<String> bodies = List.copyOf(MISTAKES.keySet());
        String table = bodies.stream().map("() => { %s }"::formatted).collect(joining(",\n"));
        String body = "const table = [" + table + "]; return table[client.port]();";
        try (TestScript script = bad(body, TestScript.PATIENT)) {
            for (int i = 0; i < bodies.size(); i++) {
                HeloPolicy policy = script.hook(HeloPolicy.class);
                Client client = TestMail.client("192.0.2.1", i);
                assertThatThrownBy(() -> policy.onHelo(client))
                        .as(bodies.get(i))
                        .isInstanceOf(ScriptFailedException.class)
                        .hasMessageStartingWith("scripts/policy.js:")
                        .hasMessageContaining(MISTAKES.get(bodies.get(i)));
                stillWorks(script);
            }
        }
    }

    @Test
    void errorSaysFileLineAndColumn() {
        try (TestScript script = bad("\n\n      client.nothing.at;", TestScript.PATIENT)) {
            assertThatThrownBy(() -> helo(script))
                    .hasMessage(
                            "scripts/policy.js:5:7: TypeError: Cannot read property 'at' of"
                                    + " undefined");
        }
    }

    @Test
    void moduleVariablesDoNotOutliveAFailure() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { reject } from 'postern';
                        let count = 0;
                        export function onHelo() { count = 100; throw 'half way'; }
                        export function onConnect() { return reject('5.0.0', String(++count)); }
                        """,
                        SHORT)) {
            assertThatThrownBy(() -> helo(script)).isInstanceOf(ScriptFailedException.class);
            assertThat(script.hook(ConnectPolicy.class).onConnect(TestMail.client("192.0.2.1")))
                    .isEqualTo(Verdict.reject(0, 0, "1"));
        }
    }

    /** Nothing stops this one (measured): the thread is lost, the script goes on. */
    @Test
    void threadThatCannotBeStoppedIsReplaced() throws Exception {
        String body = "return reject('5.0.0', String((3n ** 5000000n).toString().length));";
        try (TestScript script = bad(body, SHORT)) {
            assertThatThrownBy(() -> helo(script))
                    .hasMessageContaining("still running after 300 ms");
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .untilAsserted(() -> stillWorks(script));
        }
    }

    @Test
    void scriptThatLosesTooManyThreadsIsSwitchedOff() throws Exception {
        String body = "return reject('5.0.0', String((3n ** 5000000n).toString().length));";
        try (TestScript script = bad(body, SHORT)) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () ->
                                    assertThatThrownBy(() -> helo(script))
                                            .hasMessageContaining("switched off"));
        }
    }

    @Test
    void hundredSessionsAtOnceAreAnswered() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { reject } from 'postern';
                        export const onConnect = (client) => reject('5.0.0', client.address);
                        """,
                        TestScript.limits(TestScript.PATIENT.time(), 4))) {
            ConnectPolicy policy = script.hook(ConnectPolicy.class);
            AtomicInteger right = new AtomicInteger();
            List<Thread> sessions = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String address = "192.0.2." + i;
                sessions.add(
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            for (int j = 0; j < 50; j++) {
                                                right.addAndGet(ask(policy, address));
                                            }
                                        }));
            }
            for (Thread session : sessions) {
                session.join();
            }
            assertThat(right).hasValue(5000);
        }
    }

    private static int ask(ConnectPolicy policy, String address) {
        try {
            Verdict verdict = policy.onConnect(TestMail.client(address));
            return verdict.equals(Verdict.reject(0, 0, address)) ? 1 : 0;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void loopingScriptDoesNotStopAnother() throws Exception {
        try (TestScript looping = bad("for (;;) {}", ENDLESS);
                TestScript good =
                        TestScript.of(
                                home.resolve("other"),
                                "import { accept } from 'postern';"
                                        + " export const onConnect = () => accept();")) {
            List<FutureTask<Throwable>> stuck = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                stuck.add(failing(looping));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(good.hook(ConnectPolicy.class).onConnect(TestMail.client("192.0.2.1")))
                        .isEqualTo(Verdict.accept());
            }
            assertThat(stuck).anyMatch(call -> !call.isDone());
            for (FutureTask<Throwable> call : stuck) {
                assertThat(call.get()).hasMessageContaining("still running after 2000 ms");
            }
        }
    }

    @Test
    void callerThatIsInterruptedStopsTheScript() throws Exception {
        try (TestScript script = bad("for (;;) {}", ENDLESS)) {
            FutureTask<Throwable> call = new FutureTask<>(() -> catchThrowable(() -> helo(script)));
            Thread caller = Thread.ofVirtual().start(call);
            await().until(() -> caller.getState() == Thread.State.WAITING);
            caller.interrupt();
            assertThat(call.get()).isInstanceOf(InterruptedException.class);
            stillWorks(script);
        }
    }

    /** A call from a session of its own; what it threw. */
    private static FutureTask<Throwable> failing(TestScript script) {
        FutureTask<Throwable> call = new FutureTask<>(() -> catchThrowable(() -> helo(script)));
        Thread _ = Thread.ofVirtual().start(call);
        return call;
    }

    @Test
    void limitBeyondTwoSecondsIsRefused() {
        assertThatThrownBy(() -> Limits.of(Duration.ofSeconds(3))).hasMessageContaining("up to 2s");
    }
}
