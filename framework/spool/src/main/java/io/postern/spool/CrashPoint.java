// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A step of the journal at which a test can have the process end as by {@code kill -9}: the system
 * property {@code postern.crash=STEP:n}, such as {@code synced:3}, halts it with 137 when that step
 * is reached for the n-th time. Without the property a step costs nothing. Between one step and the
 * next stands each state of the table in the manual's page on the queue.
 */
public enum CrashPoint {
    /** A record is about to be appended; nothing of it is in the file. */
    APPEND,
    /** A record is in the file, and not durable. */
    APPENDED,
    /** What was appended is about to be synced. */
    SYNC,
    /** It is durable, and nobody knows yet. */
    SYNCED,
    /** The sessions of a group are about to be told that their messages are durable. */
    ANSWER,
    /** They have been told: from here on a client may have its 250. */
    ANSWERED,
    /** An outcome is about to be appended, with the bounces that stand before it. */
    OUTCOME,
    /** A bounce's ACCEPT is in the file, and its OUTCOME isn't. */
    BOUNCE_APPENDED,
    /** An outcome is in the file, and not durable. */
    OUTCOME_APPENDED,
    /** The chunks of a message have been copied; its RELOCATED is about to be appended. */
    RELOCATE,
    /** A RELOCATED is in the file, and not durable. */
    RELOCATED,
    /** It is durable, and the message is still read at its old place. */
    SWITCH,
    /** The newest segment is full; its SEAL is about to be appended. */
    SEAL,
    /** The newest segment is full and synced; a new one is about to be made. */
    ROLL,
    /** A new segment is allocated and has its header, but no name. */
    SEGMENT_WRITTEN,
    /** A new segment has its name, which isn't durable. */
    SEGMENT_NAMED,
    /** A new segment is durable, and has no record. */
    ROLLED,
    /** The oldest segments are needed no more; what says so is durable. */
    UNLINK,
    /** A segment's file is gone, and that isn't durable. */
    SEGMENT_UNLINKED,
    /** All of them are gone, durably. */
    UNLINKED,
    /** Recovery is about to take a record. */
    REPLAY,
    /** Recovery has read everything; the newest segment is about to be written again. */
    REWRITE,
    /** The newest segment has been written again, and synced. */
    REWRITTEN,
    /** The index stands; the writer is about to start. */
    RECOVERED;

    private static final String PROPERTY = "postern.crash";
    private static final int KILLED = 137;

    private static final AtomicInteger COUNTDOWN = new AtomicInteger(1);
    private static final @Nullable CrashPoint ARMED = armed(System.getProperty(PROPERTY, ""));

    private static @Nullable CrashPoint armed(String value) {
        if (value.isEmpty()) {
            return null;
        }
        int colon = value.indexOf(':');
        if (colon < 0) {
            return named(value);
        }
        COUNTDOWN.set(Integer.parseInt(value.substring(colon + 1)));
        return named(value.substring(0, colon));
    }

    private static CrashPoint named(String step) {
        return valueOf(step.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** As the property names it. */
    public String step() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Says that the step is reached; the process ends here where a test asked for it. */
    public void reached() {
        if (this == ARMED && COUNTDOWN.decrementAndGet() == 0) {
            System.err.println(PROPERTY + " reached " + step());
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
