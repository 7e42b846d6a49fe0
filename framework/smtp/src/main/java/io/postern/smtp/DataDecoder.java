// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.nio.ByteBuffer;

/**
 * Reads the text after DATA (RFC 5321 section 4.5.2) from octets cut anywhere: takes the stuffed
 * dots out and finds the end, which is CRLF.CRLF and nothing else, also after a flaw; so a message
 * that is refused leaves the session in step. Used by one thread.
 *
 * <p>For clients that know no better a CR or LF that stands alone may become CRLF instead of being
 * a flaw. It still is no part of an end, and the dot behind it isn't a stuffed one.
 *
 * <p>States: at the start of a line; inside one; after a CR; after a dot at the start of a line;
 * after the CR behind that; ended.
 */
public final class DataDecoder {
    /** What one octet may become: CRLF for a CR before it, itself. */
    private static final int ROOM = 3;

    /** What is wrong with a text (RFC 5321 section 2.3.8 and 4.5.3.1.6). */
    public enum Flaw {
        /** Nothing. */
        NONE,
        /** A CR without an LF behind it. */
        BARE_CR,
        /** An LF without a CR before it. */
        BARE_LF,
        /** An octet of value 0. */
        NUL,
        /** A line longer than the limit. */
        LONG_LINE
    }

    private enum State {
        LINE_START,
        TEXT,
        CR,
        DOT,
        DOT_CR,
        END
    }

    private final int lineLimit;
    private final boolean normalizing;
    private State state = State.LINE_START;
    private Flaw flaw = Flaw.NONE;
    private int lineLength;

    /**
     * At the start of a text.
     *
     * @param lineLimit octets of a line with its CRLF, without a stuffed dot
     */
    public DataDecoder(int lineLimit) {
        this(lineLimit, false);
    }

    private DataDecoder(int lineLimit, boolean normalizing) {
        this.lineLimit = lineLimit;
        this.normalizing = normalizing;
    }

    /** One that makes CRLF of a CR or LF that stands alone. */
    public static DataDecoder normalizing(int lineLimit) {
        return new DataDecoder(lineLimit, true);
    }

    /**
     * Moves text from one buffer to the other until the first is empty, the second has no room for
     * three octets, or the text has ended; octets behind the end stay where they are. Lines keep
     * their CRLF.
     *
     * @return whether the text has ended
     */
    public boolean decode(ByteBuffer in, ByteBuffer out) {
        // A CR is held back until the next octet tells what it was: so three octets may come of
        // one.
        while (state != State.END && in.hasRemaining() && out.remaining() >= ROOM) {
            int run = state == State.TEXT ? Octets.moveRun(in, out, out.remaining() - ROOM) : 0;
            lineLength += run;
            if (run == 0) {
                step(in.get(), out);
            }
        }
        return state == State.END;
    }

    /** The first flaw so far. */
    public Flaw flaw() {
        return flaw;
    }

    /** Whether the text has ended. */
    public boolean isEnded() {
        return state == State.END;
    }

    private void step(byte octet, ByteBuffer out) {
        switch (state) {
            case LINE_START -> {
                if (octet == '.') {
                    state = State.DOT;
                } else {
                    inLine(octet, out);
                }
            }
            case TEXT -> inLine(octet, out);
            case DOT -> {
                if (octet == '\r') {
                    state = State.DOT_CR;
                } else {
                    inLine(octet, out);
                }
            }
            case CR -> afterCr(octet, out, State.LINE_START);
            case DOT_CR -> afterCr(octet, out, State.END);
            case END -> throw new IllegalStateException("the text has ended");
        }
    }

    private void inLine(byte octet, ByteBuffer out) {
        switch (octet) {
            case '\r' -> {
                state = State.CR;
                return;
            }
            case '\n' -> {
                if (normalizing) {
                    lineEnd(out);
                    state = State.TEXT;
                    return;
                }
                flawed(Flaw.BARE_LF);
            }
            case 0 -> flawed(Flaw.NUL);
            default -> {}
        }
        state = State.TEXT;
        lineLength++;
        out.put(octet);
    }

    private void afterCr(byte octet, ByteBuffer out, State afterLineEnd) {
        if (octet != '\n') {
            bareCr(out);
            inLine(octet, out);
            return;
        }
        if (afterLineEnd == State.LINE_START) {
            lineEnd(out);
        }
        state = afterLineEnd;
    }

    private void bareCr(ByteBuffer out) {
        if (normalizing) {
            lineEnd(out);
            return;
        }
        flawed(Flaw.BARE_CR);
        out.put((byte) '\r');
        lineLength++;
    }

    private void lineEnd(ByteBuffer out) {
        out.put((byte) '\r').put((byte) '\n');
        if (lineLength > lineLimit - 2) {
            flawed(Flaw.LONG_LINE);
        }
        lineLength = 0;
    }

    private void flawed(Flaw found) {
        flaw = flaw == Flaw.NONE ? found : flaw;
    }
}
