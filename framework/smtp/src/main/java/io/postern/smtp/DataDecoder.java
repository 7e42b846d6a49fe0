// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.nio.ByteBuffer;

/**
 * Reads the text after DATA (RFC 5321 section 4.5.2) from octets cut anywhere: takes the stuffed
 * dots out and finds the end, which is CRLF.CRLF and nothing else, also after a flaw; so a message
 * that is refused leaves the session in step. Used by one thread.
 *
 * <p>States: at the start of a line; inside one; after a CR; after a dot at the start of a line;
 * after the CR behind that; ended.
 */
public final class DataDecoder {
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
    private State state = State.LINE_START;
    private Flaw flaw = Flaw.NONE;
    private int lineLength;

    /**
     * At the start of a text.
     *
     * @param lineLimit octets of a line with its CRLF, without a stuffed dot
     */
    public DataDecoder(int lineLimit) {
        this.lineLimit = lineLimit;
    }

    /**
     * Moves text from one buffer to the other until the first is empty, the second is full, or the
     * text has ended; octets behind the end stay where they are. Lines keep their CRLF.
     *
     * @return whether the text has ended
     */
    public boolean decode(ByteBuffer in, ByteBuffer out) {
        // A CR is held back until the next octet tells what it was: so two octets may come of one.
        while (state != State.END && in.hasRemaining() && out.remaining() >= 2) {
            int run = state == State.TEXT ? Octets.moveRun(in, out, out.remaining() - 2) : 0;
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
            case '\n' -> flawed(Flaw.BARE_LF);
            case 0 -> flawed(Flaw.NUL);
            default -> {}
        }
        state = State.TEXT;
        lineLength++;
        out.put(octet);
    }

    private void afterCr(byte octet, ByteBuffer out, State afterLineEnd) {
        if (octet != '\n') {
            flawed(Flaw.BARE_CR);
            out.put((byte) '\r');
            lineLength++;
            inLine(octet, out);
            return;
        }
        if (afterLineEnd == State.LINE_START) {
            out.put((byte) '\r').put((byte) '\n');
        }
        if (lineLength > lineLimit - 2) {
            flawed(Flaw.LONG_LINE);
        }
        lineLength = 0;
        state = afterLineEnd;
    }

    private void flawed(Flaw found) {
        flaw = flaw == Flaw.NONE ? found : flaw;
    }
}
