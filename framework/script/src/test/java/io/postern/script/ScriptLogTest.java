// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicLong;

class ScriptLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.postern.script.log");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong();
    private final ScriptLog log = new ScriptLog("scripts/policy.js", nanos::get);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    @Test
    void textBecomesOneLine() {
        log.info("a\r\nscript=other b");
        assertThat(lines.list.getFirst().getFormattedMessage())
                .isEqualTo("script=scripts/policy.js a  script=other b");
    }

    @Test
    void longTextIsCut() {
        log.warn("x".repeat(5000));
        assertThat(lines.list.getFirst().getFormattedMessage())
                .hasSize("script=scripts/policy.js ".length() + 1000);
    }

    @Test
    void tenLinesASecondAreWrittenAndTheRestCounted() {
        for (int i = 0; i < 15; i++) {
            log.info("line " + i);
        }
        assertThat(lines.list).hasSize(10);
        nanos.addAndGet(1_000_000_000);
        log.info("next");
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .endsWith(
                        "script=scripts/policy.js status=log-limited dropped=5",
                        "script=scripts/policy.js next");
    }
}
