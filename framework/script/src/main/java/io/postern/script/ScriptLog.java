// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.LongSupplier;

/** What a script writes to the log: one line each, ten a second. Guarded by itself. */
final class ScriptLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.postern.script.log");
    private static final int PER_SECOND = 10;
    private static final int LONGEST = 1000;
    private static final long SECOND = 1_000_000_000;

    private final String script;
    private final LongSupplier nanos;
    private long second;
    private int lines;
    private long dropped;

    ScriptLog(String script, LongSupplier nanos) {
        this.script = script;
        this.nanos = nanos;
        this.second = nanos.getAsLong();
    }

    /** Whose log it is. */
    String script() {
        return script;
    }

    void info(String text) {
        if (mayWrite()) {
            LOG.info("script={} {}", script, oneLine(text));
        }
    }

    void warn(String text) {
        if (mayWrite()) {
            LOG.warn("script={} {}", script, oneLine(text));
        }
    }

    private synchronized boolean mayWrite() {
        long now = nanos.getAsLong();
        if (now - second >= SECOND) {
            if (dropped > 0) {
                LOG.warn("script={} status=log-limited dropped={}", script, dropped);
            }
            second = now;
            lines = 0;
            dropped = 0;
        }
        if (lines >= PER_SECOND) {
            dropped++;
            return false;
        }
        lines++;
        return true;
    }

    static String oneLine(String text) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char c = text.charAt(i);
            clean.append(Character.isISOControl(c) ? ' ' : c);
        }
        return clean.toString();
    }
}
