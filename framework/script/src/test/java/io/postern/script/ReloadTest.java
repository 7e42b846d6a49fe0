// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(60)
class ReloadTest {
    @TempDir private Path home;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(Script.class)).addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger(Script.class)).detachAppender(log);
    }

    private static String version(String text) {
        return "import { reject } from 'postern';\nexport const onConnect = () => reject('5.0.0', '"
                + text
                + "');\n";
    }

    private static String answer(TestScript script) throws InterruptedException {
        Verdict verdict = script.hook(ConnectPolicy.class).onConnect(TestMail.client("192.0.2.1"));
        return ((Verdict.Reject) verdict).status().text();
    }

    @Test
    void changedScriptIsSwapped() throws Exception {
        try (TestScript script = TestScript.of(home, version("one"))) {
            assertThat(answer(script)).isEqualTo("one");
            script.change(version("two"));
            assertThat(answer(script)).isEqualTo("two");
        }
    }

    @Test
    void changeIsTakenWhenItHasSettled() throws Exception {
        try (TestScript script = TestScript.of(home, version("one"))) {
            Path file = home.resolve("scripts/policy.js");
            TestScript.write(file, version("half"));
            script.script().poll();
            TestScript.write(file, version("whole"));
            script.script().poll();
            assertThat(answer(script)).isEqualTo("one");
            script.script().poll();
            assertThat(answer(script)).isEqualTo("whole");
        }
    }

    @Test
    void changedImportSwapsTheScript() throws Exception {
        Path part = home.resolve("scripts/lib/part.js");
        TestScript.write(part, "export const part = 'one';");
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { reject } from 'postern';
                        import { part } from './lib/part.js';
                        export const onConnect = () => reject('5.0.0', part);
                        """)) {
            TestScript.write(part, "export const part = 'two';");
            assertThat(answer(script)).isEqualTo("one");
            script.poll();
            assertThat(answer(script)).isEqualTo("two");
        }
    }

    @Test
    void brokenChangeLeavesTheRunningScriptAndSaysWhere() throws Exception {
        try (TestScript script = TestScript.of(home, version("one"))) {
            script.change("export function onConnect() {\n  return reject(;\n}\n");
            assertThat(answer(script)).isEqualTo("one");
            assertThat(log.list)
                    .singleElement()
                    .satisfies(
                            line ->
                                    assertThat(line.getFormattedMessage())
                                            .startsWith(
                                                    "script=scripts/policy.js status=kept"
                                                            + " reason=\"scripts/policy.js:2:17:"
                                                            + " SyntaxError: "));
            script.poll();
            assertThat(log.list).hasSize(1);
            script.change(version("three"));
            assertThat(answer(script)).isEqualTo("three");
        }
    }

    private static String expecting(String text) {
        return "import { assert, session, test } from 'postern/test';\n"
                + "test('says it', () => assert.equal(session().connect().text, '"
                + text
                + "'));\n";
    }

    @Test
    void changeThatFailsItsTestsIsNotTakenUntilTheyPass() throws Exception {
        Path tests = home.resolve("scripts/policy.test.js");
        TestScript.write(tests, expecting("one"));
        try (TestScript script = TestScript.of(home, version("one"))) {
            script.change(version("two"));
            assertThat(answer(script)).isEqualTo("one");
            String why =
                    "scripts/policy.test.js: 1 of 1 failed: says it: scripts/policy.test.js:2:23:"
                            + " AssertionError: expected \"one\", got \"two\"";
            assertThat(script.script().kept()).isEqualTo(why);
            assertThat(log.list)
                    .singleElement()
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .isEqualTo("script=scripts/policy.js status=kept reason=\"" + why + "\"");
            TestScript.write(tests, expecting("two"));
            script.poll();
            assertThat(answer(script)).isEqualTo("two");
            assertThat(script.script().kept()).isEmpty();
        }
    }

    @Test
    void testsThatComeLaterCountToo() throws Exception {
        try (TestScript script = TestScript.of(home, version("one"))) {
            TestScript.write(home.resolve("scripts/policy.test.js"), expecting("three"));
            TestScript.write(home.resolve("scripts/policy.js"), version("two"));
            script.script().refresh();
            assertThat(answer(script)).isEqualTo("one");
            TestScript.write(home.resolve("scripts/policy.js"), version("three"));
            script.script().refresh();
            assertThat(answer(script)).isEqualTo("three");
        }
    }

    @Test
    void deletedScriptGoesOn() throws Exception {
        try (TestScript script = TestScript.of(home, version("one"))) {
            Files.delete(home.resolve("scripts/policy.js"));
            script.poll();
            assertThat(answer(script)).isEqualTo("one");
            assertThat(log.list.getFirst().getFormattedMessage()).contains("no such file");
        }
    }

    @Test
    void hooksComeAndGoWithTheirFunctions() throws Exception {
        try (TestScript script = TestScript.of(home, version("one"))) {
            ConnectPolicy before = script.hook(ConnectPolicy.class);
            script.change("export function onHelo() {}");
            assertThat(script.has(ConnectPolicy.class)).isFalse();
            assertThat(script.has(HeloPolicy.class)).isTrue();
            assertThat(before.onConnect(TestMail.client("192.0.2.1"))).isEqualTo(Verdict.pass());
        }
    }

    @Test
    void misspeltHookIsReported() {
        try (TestScript script = TestScript.of(home, "export function onRecipent() {}")) {
            assertThat(script.script().hooks()).isEmpty();
            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            "script=scripts/policy.js export=onRecipent status=no-hook",
                            "script=scripts/policy.js status=no-hooks");
        }
    }

    @Test
    void scriptThatDoesNotCompileFailsWithItsPlace() {
        assertThatThrownBy(() -> TestScript.of(home, "const a = 1;\nconst b = ;\n"))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessage("scripts/policy.js:2:11: SyntaxError: Expected an operand but found ;");
    }

    @Test
    void typeScriptIsRefusedAndSaysWhatToDo() {
        Path file = home.resolve("scripts/policy.ts");
        TestScript.write(file, "export function onHelo(client: Client) {}");
        assertThatThrownBy(() -> TestScript.load(file, home, TestScript.PATIENT, null))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessage(
                        "scripts/policy.ts:1:1: TypeScript isn't run as it is: write JavaScript"
                                + " with '// @ts-check' on top, or name the .js file that tsc"
                                + " makes of it");
        TestScript.write(file, "export const a: number = 1;");
        assertThatThrownBy(() -> TestScript.of(home, "import { a } from './policy.ts';"))
                .hasMessageContaining("imported from scripts/policy.js")
                .hasMessageContaining("TypeScript isn't run as it is");
    }

    @Test
    void scriptThatThrowsWhenLoadedFailsWithItsPlace() {
        assertThatThrownBy(
                        () ->
                                TestScript.of(
                                        home,
                                        "import { ip } from 'postern';\n"
                                                + "const a = ip.set('10.0.0.1/8');"))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessage("scripts/policy.js:2:11: bits behind the prefix: '10.0.0.1/8'");
    }

    @Test
    void scriptThatNeverLoadsFails() {
        assertThatThrownBy(() -> TestScript.of(home, "for (;;) {}"))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessageStartingWith("scripts/policy.js:1:");
    }

    @Test
    void hookThatIsNoFunctionFails() {
        assertThatThrownBy(() -> TestScript.of(home, "export const onConnect = 1;"))
                .hasMessage("scripts/policy.js: onConnect is exported and no function");
    }

    @Test
    void noCallIsLostWhileScriptsAreSwapped() throws Exception {
        try (TestScript script = TestScript.of(home, version("0"))) {
            ConnectPolicy policy = script.hook(ConnectPolicy.class);
            AtomicBoolean end = new AtomicBoolean();
            AtomicReference<Object> wrong = new AtomicReference<>();
            Thread caller = Thread.ofVirtual().start(() -> askUntil(policy, end, wrong));
            for (int i = 1; i <= 10; i++) {
                script.change(version(String.valueOf(i)));
            }
            assertThat(answer(script)).isEqualTo("10");
            end.set(true);
            caller.join();
            assertThat(wrong).hasNullValue();
        }
    }

    private static void askUntil(
            ConnectPolicy policy, AtomicBoolean end, AtomicReference<Object> wrong) {
        while (!end.get()) {
            try {
                Verdict verdict = policy.onConnect(TestMail.client("192.0.2.1"));
                if (!(verdict instanceof Verdict.Reject)) {
                    wrong.set(verdict);
                }
            } catch (InterruptedException | ScriptFailedException failed) {
                wrong.set(failed);
            }
        }
    }
}
