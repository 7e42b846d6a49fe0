// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

/** Finds the end of a message, and on the way to it the generator's mark in the header section. */
final class ContentScanner {
    /** What of CRLF.CRLF has been seen; behind DATA it is as if a line had just ended. */
    private static final int LINE_START = 2;

    private static final int DOT = 3;
    private static final int DOT_RETURN = 4;

    /** Longer than the mark; of other lines nobody needs the rest. */
    private static final int KEPT = Mark.LENGTH + 8;

    private final Mark mark = new Mark();
    private final byte[] line = new byte[KEPT];
    private int length;
    private boolean inHeader;
    private boolean marked;
    private int seen;
    private long octets;

    /** A new message begins. */
    void begin() {
        seen = LINE_START;
        length = 0;
        inHeader = true;
        marked = false;
        octets = 0;
    }

    /**
     * Takes octets that came behind DATA.
     *
     * @return where the end of the message is, or -1 when it isn't among them
     */
    int data(byte[] from, int start, int end) {
        int at = start;
        while (at < end) {
            if (seen == 0 && !inHeader) {
                at = lineEnd(from, at, end);
            }
            if (at < end && step(from[at++])) {
                octets += at - start;
                return at;
            }
        }
        octets += end - start;
        return -1;
    }

    /** Takes octets of a BDAT chunk, which has no dots and ends by its length. */
    void chunk(byte[] from, int start, int end) {
        for (int at = start; at < end && inHeader; at++) {
            header(from[at]);
        }
        octets += end - start;
    }

    private static int lineEnd(byte[] from, int start, int end) {
        int at = start;
        while (at < end && from[at] != '\r') {
            at++;
        }
        return at;
    }

    /** Whether this octet was the last. */
    private boolean step(byte octet) {
        if (inHeader) {
            header(octet);
        }
        if (seen == DOT_RETURN && octet == '\n') {
            return true;
        }
        if (octet == '\r') {
            seen = seen == DOT ? DOT_RETURN : 1;
        } else if (octet == '\n') {
            seen = seen == 1 ? LINE_START : 0;
        } else {
            seen = seen == LINE_START && octet == '.' ? DOT : 0;
        }
        return false;
    }

    private void header(byte octet) {
        if (octet != '\n') {
            if (length < KEPT) {
                line[length] = octet;
            }
            length++;
            return;
        }
        int text = length > 0 && length <= KEPT && line[length - 1] == '\r' ? length - 1 : length;
        inHeader = text > 0;
        if (inHeader && !marked && text <= KEPT) {
            marked = mark.read(line, text);
        }
        length = 0;
    }

    /** Whether a generator made the message; if so {@link #mark} is its mark. */
    boolean isMarked() {
        return marked;
    }

    Mark mark() {
        return mark;
    }

    /** How many octets it had on the wire. */
    long octets() {
        return octets;
    }
}
