// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static io.postern.script.TestAsked.PASSED;
import static io.postern.script.TestAsked.rejected;
import static io.postern.script.TestAsked.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.postern.api.event.Figure;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

@Timeout(60)
class ShadowTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(Shadow.class);

    @TempDir private Path home;

    private Script script;
    private Shadow watching;
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        LOG.setLevel(Level.INFO);
        LOG.addAppender(lines);
    }

    @AfterEach
    void stop() throws InterruptedException {
        LOG.detachAppender(lines);
        LOG.setLevel(null);
        watching.close();
        script.close();
    }

    private Shadow shadow(String source, String replaced) throws InterruptedException {
        script = TestScript.bare(home, source);
        watching = new Shadow(script, replaced);
        return watching;
    }

    private static void ask(Shadow shadow, TestAsked session) {
        session.all().forEach(one -> shadow.take((Asked) one));
    }

    private static void awaitSums(Shadow shadow, String... sums) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(sums(shadow)).contains(sums));
    }

    private static List<String> sums(Shadow shadow) {
        return shadow.figures().stream().map(ShadowTest::line).toList();
    }

    private static String line(Figure figure) {
        return figure.name().replace("script_shadow_", "")
                + " "
                + figure.labels().getOrDefault("hook", "-")
                + " "
                + (long) figure.value();
    }

    @Test
    void differencesAreCountedAndLoggedAndNothingElseIsDone() throws Exception {
        Shadow shadow =
                shadow(
                        """
                        import { reject } from 'postern';
                        export function onSender({ sender }) {
                            if (sender.startsWith('spam')) return reject('5.7.1', 'a "spammer"');
                        }
                        export function onConnect() { null.x; }
                        """,
                        "");
        ask(
                shadow,
                session("s1")
                        .mail("ann@x.example", PASSED)
                        .mail("spam@x.example", PASSED)
                        .mail("spam2@x.example", rejected("list", "5.7.1")));
        ask(shadow, session("s2").connect(PASSED));
        awaitSums(
                shadow,
                "asked onSender 3",
                "different onSender 1",
                "failed onSender 0",
                "failed onConnect 1",
                "different onConnect 1",
                "dropped - 0");
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains(
                        "script=scripts/policy.js shadow hook=onSender session=s1"
                                + " about=\"<spam@x.example>\" would=\"reject 5.7.1 a 'spammer'\""
                                + " did=\"pass\" by=-");
    }

    @Test
    void shadowOfAScriptDiffersWhereItWouldLetThrough() throws Exception {
        Shadow shadow = shadow("export function onSender() {}", "old");
        ask(
                shadow,
                session("s1")
                        .mail("a@x.example", rejected("old", "5.7.1"), rejected("old", "5.7.1"))
                        .mail("b@x.example", rejected("list", "5.7.1")));
        awaitSums(shadow, "asked onSender 2", "different onSender 1");
    }

    @Test
    void whatItIsTooSlowForIsDroppedAndLinesOfTheLogAreFew() throws Exception {
        Shadow shadow =
                shadow(
                        """
                        import { reject } from 'postern';
                        export function onSender() {
                            return reject('5.7.1', 'always');
                        }
                        """,
                        "");
        TestAsked many = session("s1");
        for (int i = 0; i < 20_000; i++) {
            many.mail("a@x.example", PASSED);
        }
        ask(shadow, many);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(
                                                shadow.figures().stream()
                                                        .filter(ShadowTest::isOfAll)
                                                        .mapToDouble(Figure::value)
                                                        .sum())
                                        .isEqualTo(20_000));
        assertThat(lines.list).hasSizeLessThan(100);
    }

    private static boolean isOfAll(Figure figure) {
        return figure.name().endsWith("_asked") || figure.name().endsWith("_dropped");
    }
}
