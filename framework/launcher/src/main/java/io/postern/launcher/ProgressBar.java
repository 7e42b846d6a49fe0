// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Shows how far something is: on a terminal a line that is drawn again and again, elsewhere a line
 * every ten seconds. It has a thread of its own until it is closed.
 */
final class ProgressBar implements AutoCloseable {
    private static final Duration REDRAWN = Duration.ofMillis(200);
    private static final Duration REPEATED = Duration.ofSeconds(10);
    private static final int BAR = 24;
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter out;
    private final Supplier<State> state;
    private final int columns;
    private final long started = System.nanoTime();
    private final Thread thread;

    /**
     * How far it is.
     *
     * @param part of the whole, from 0 to 1; less than 0 where nobody knows
     * @param text what else there is to say
     */
    record State(double part, String text) {}

    /**
     * Begins to show it.
     *
     * @param columns of the terminal; 0 where there is none
     * @param state asked by the bar's thread alone
     */
    ProgressBar(PrintWriter out, int columns, Supplier<State> state) {
        this.out = out;
        this.columns = columns;
        this.state = state;
        thread = Thread.ofPlatform().name("progress").daemon().start(this::show);
    }

    /** How wide the terminal is that standard error goes to; 0 where it is none. */
    static int terminal() {
        return Integer.getInteger("postern.columns", 0);
    }

    private void show() {
        try {
            while (true) {
                Thread.sleep(columns > 0 ? REDRAWN : REPEATED);
                String line = line(state.get(), Duration.ofNanos(System.nanoTime() - started));
                out.print(columns > 0 ? ERASE + cut(line) : line + System.lineSeparator());
                out.flush();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private String cut(String line) {
        return line.length() < columns ? line : line.substring(0, columns - 1);
    }

    /** One line of it. */
    String line(State now, Duration elapsed) {
        if (now.part() < 0) {
            return now.text();
        }
        double part = Math.clamp(now.part(), 0, 1);
        StringBuilder line = new StringBuilder();
        if (columns > 0) {
            int done = (int) (part * BAR);
            line.append('[').append("#".repeat(done)).append("-".repeat(BAR - done)).append("] ");
        }
        line.append(String.format(Locale.ROOT, "%3d %%  %s", (int) (part * 100), now.text()));
        if (part > 0 && part < 1) {
            long left = (long) (elapsed.toMillis() * (1 - part) / part);
            line.append("  ").append(Amounts.length(Duration.ofMillis(left))).append(" left");
        }
        return line.toString();
    }

    /** Takes the line away. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (columns > 0) {
            out.print(ERASE);
            out.flush();
        }
    }
}
