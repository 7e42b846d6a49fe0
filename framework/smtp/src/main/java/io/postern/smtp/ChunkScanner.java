// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.smtp.DataDecoder.Flaw;

import java.nio.ByteBuffer;

/**
 * Looks for flaws in text as it is apart from DATA, without stuffed dots and without a mark at its
 * end: as BDAT brings it (RFC 3030 section 2), or before it is sent. Its octets may be cut
 * anywhere. Isn't for BODY=BINARYMIME, which has no lines. Used by one thread.
 */
public final class ChunkScanner {
    private final int lineLimit;
    private Flaw flaw = Flaw.NONE;
    private int lineLength;
    private boolean afterCr;

    /**
     * At the start of a text.
     *
     * @param lineLimit octets of a line with its CRLF
     */
    public ChunkScanner(int lineLimit) {
        this.lineLimit = lineLimit;
    }

    /** Looks at what is in the buffer, and leaves it there. */
    public void scan(ByteBuffer octets) {
        for (int at = octets.position(); at < octets.limit() && flaw == Flaw.NONE; at++) {
            step(octets.get(at));
        }
    }

    /** The text is whole: a CR at its end is bare. */
    public void finish() {
        if (afterCr) {
            flawed(Flaw.BARE_CR);
        }
    }

    /** The first flaw so far. */
    public Flaw flaw() {
        return flaw;
    }

    /** Whether the next octet would be the first of a line. */
    public boolean isAtLineStart() {
        return lineLength == 0 && !afterCr;
    }

    private void step(byte octet) {
        if (afterCr != (octet == '\n')) {
            flawed(afterCr ? Flaw.BARE_CR : Flaw.BARE_LF);
            return;
        }
        if (octet == '\n') {
            lineLength = 0;
        } else if (octet == 0) {
            flawed(Flaw.NUL);
        } else if (octet != '\r' && ++lineLength > lineLimit - 2) {
            flawed(Flaw.LONG_LINE);
        }
        afterCr = octet == '\r';
    }

    private void flawed(Flaw found) {
        flaw = flaw == Flaw.NONE ? found : flaw;
    }
}
