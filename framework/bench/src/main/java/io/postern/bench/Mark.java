// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.nio.charset.StandardCharsets;

/**
 * The field that the generator writes into each message and the sink looks for: {@code
 * X-Postern-Bench: RUN SEQUENCE RECIPIENTS NANOSECONDS}, all of a fixed width. One object reads
 * many.
 */
final class Mark {
    static final int RUN_WIDTH = 9;
    static final int SEQUENCE_WIDTH = 12;
    static final int RECIPIENTS_WIDTH = 5;
    static final int TIME_WIDTH = 18;

    /** Of the whole line, without its end. */
    static final int LENGTH;

    /** Where its parts are in the line. */
    static final int RUN_AT;

    static final int SEQUENCE_AT;
    static final int RECIPIENTS_AT;
    static final int TIME_AT;

    private static final byte[] NAME = "X-Postern-Bench: ".getBytes(StandardCharsets.US_ASCII);

    static {
        RUN_AT = NAME.length;
        SEQUENCE_AT = RUN_AT + RUN_WIDTH + 1;
        RECIPIENTS_AT = SEQUENCE_AT + SEQUENCE_WIDTH + 1;
        TIME_AT = RECIPIENTS_AT + RECIPIENTS_WIDTH + 1;
        LENGTH = TIME_AT + TIME_WIDTH;
    }

    private long run;
    private long sequence;
    private long recipients;
    private long time;

    /** The line as it is before anything is known, for {@link Letter} to fill in. */
    static String blank() {
        return new String(NAME, StandardCharsets.US_ASCII)
                + "0".repeat(RUN_WIDTH)
                + " "
                + "0".repeat(SEQUENCE_WIDTH)
                + " "
                + "0".repeat(RECIPIENTS_WIDTH)
                + " "
                + "0".repeat(TIME_WIDTH);
    }

    /** Reads a line; whether it was one of ours. */
    boolean read(byte[] line, int length) {
        if (length != LENGTH || !isNamed(line)) {
            return false;
        }
        run = Digits.read(line, RUN_AT, RUN_WIDTH);
        sequence = Digits.read(line, SEQUENCE_AT, SEQUENCE_WIDTH);
        recipients = Digits.read(line, RECIPIENTS_AT, RECIPIENTS_WIDTH);
        time = Digits.read(line, TIME_AT, TIME_WIDTH);
        return run >= 0 && sequence >= 0 && recipients > 0 && time >= 0;
    }

    private static boolean isNamed(byte[] line) {
        for (int i = 0; i < NAME.length; i++) {
            if (line[i] != NAME[i]) {
                return false;
            }
        }
        return true;
    }

    long run() {
        return run;
    }

    long sequence() {
        return sequence;
    }

    int recipients() {
        return (int) recipients;
    }

    /** When it was sent, in nanoseconds of {@link Stopwatch}. */
    long time() {
        return time;
    }
}
