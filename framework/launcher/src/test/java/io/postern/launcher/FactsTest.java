// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;

class FactsTest {
    private final StringWriter out = new StringWriter();
    private final Facts facts = new Facts(new PrintWriter(out, true), 6);

    @Test
    void whatFollowsALabelBeginsInOneColumn() {
        facts.line("size", "1 KiB");
        facts.line("received", "now");

        assertThat(out.toString().lines()).containsExactly("  size    1 KiB", "  received  now");
    }

    @Test
    void whatIsNotKnownIsNotPrinted() {
        facts.line("held", "");

        assertThat(out.toString()).isEmpty();
    }

    @Test
    void textOfStrangersCannotMoveTheCursor() {
        facts.line("why", "\u001b[2J");

        assertThat(out.toString().lines()).containsExactly("  why     \\u001b[2J");
    }
}
