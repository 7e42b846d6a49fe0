// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.smtp.DataDecoder.Flaw;

import java.nio.ByteBuffer;

/**
 * Looks for flaws in the text that BDAT brings (RFC 3030 section 2), which has no stuffed dots and
 * no mark at its end, from octets cut anywhere; a CRLF may lie in two chunks. Isn't for
 * BODY=BINARYMIME, which has no lines. Used by one thread.
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
        checkLength();
    }

    /** The first flaw so far. */
    public Flaw flaw() {
        return flaw;
    }

    private void step(byte octet) {
        if (afterCr != (octet == '\n')) {
            flawed(afterCr ? Flaw.BARE_CR : Flaw.BARE_LF);
            return;
        }
        if (octet == '\n') {
            checkLength();
            lineLength = 0;
        } else if (octet == 0) {
            flawed(Flaw.NUL);
        } else if (octet != '\r') {
            lineLength++;
        }
        afterCr = octet == '\r';
    }

    private void checkLength() {
        if (lineLength > lineLimit - 2) {
            flawed(Flaw.LONG_LINE);
        }
    }

    private void flawed(Flaw found) {
        flaw = flaw == Flaw.NONE ? found : flaw;
    }
}
