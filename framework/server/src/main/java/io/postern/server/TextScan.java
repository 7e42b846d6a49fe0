// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.DataDecoder.Flaw;

import java.nio.ByteBuffer;

/**
 * Looks over the lines of a text that comes without dot-stuffing, by BDAT, for what {@code
 * DataDecoder} finds in one that comes by DATA (RFC 5321 section 2.3.8). Used by one thread.
 */
final class TextScan {
    private final int lineLimit;
    private Flaw flaw = Flaw.NONE;
    private long lineLength;
    private byte before = '\n';
    private boolean afterCr;

    /**
     * @param lineLimit octets of a line with its CRLF
     */
    TextScan(int lineLimit) {
        this.lineLimit = lineLimit;
    }

    /** Looks at octets, and leaves the buffer as it is. */
    void scan(ByteBuffer octets) {
        for (int i = octets.position(); i < octets.limit() && flaw == Flaw.NONE; i++) {
            step(octets.get(i));
        }
    }

    /** The text has ended: a CR is bare now. */
    void end() {
        if (afterCr) {
            flawed(Flaw.BARE_CR);
        }
    }

    /** The first flaw so far. */
    Flaw flaw() {
        return flaw;
    }

    /** Whether the next octet would be the first of a line. */
    boolean isAtLineStart() {
        return before == '\n' && !afterCr;
    }

    private void step(byte octet) {
        lineLength++;
        if (afterCr && octet != '\n') {
            flawed(Flaw.BARE_CR);
        } else if (octet == '\n' && !afterCr) {
            flawed(Flaw.BARE_LF);
        } else if (octet == 0) {
            flawed(Flaw.NUL);
        } else if (lineLength > lineLimit) {
            flawed(Flaw.LONG_LINE);
        }
        afterCr = octet == '\r';
        before = octet;
        if (octet == '\n') {
            lineLength = 0;
        }
    }

    private void flawed(Flaw found) {
        flaw = flaw == Flaw.NONE ? found : flaw;
    }
}
