// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;

@Timeout(30)
class ProgressBarTest {
    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);

    @Test
    void onATerminalALineIsDrawnAgainAndTakenAway() {
        try (ProgressBar _ =
                new ProgressBar(out, 60, () -> new ProgressBar.State(0.5, "x".repeat(200)))) {
            Awaitility.await().until(() -> text.toString().contains("[############----"));
        }
        String drawn = text.toString();
        assertThat(drawn).startsWith("\r\u001b[K[").endsWith("\r\u001b[K").doesNotContain("\n");
        assertThat(drawn.split("\r\u001b\\[K"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(60));
    }

    @Test
    void elsewhereThereIsNoBar() {
        try (ProgressBar bar = new ProgressBar(out, 0, () -> new ProgressBar.State(0, ""))) {
            assertThat(bar.line(new ProgressBar.State(0.25, "5 taken"), Duration.ofSeconds(10)))
                    .isEqualTo(" 25 %  5 taken  30s left");
            assertThat(bar.line(new ProgressBar.State(-1, "5 taken"), Duration.ofSeconds(10)))
                    .isEqualTo("5 taken");
        }
        assertThat(text.toString()).isEmpty();
    }
}
