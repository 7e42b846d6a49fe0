// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.nio.ByteBuffer;

/**
 * Looks over the header section of a message as it comes: how long it is, and how many Received
 * fields it has (RFC 5321 section 6.3). The section ends before the first line that is no field:
 * the blank line, or where a sender left that out the first line of text. Used by one thread.
 */
final class HeaderScan {
    private static final byte[] RECEIVED = {'r', 'e', 'c', 'e', 'i', 'v', 'e', 'd'};

    private boolean ended;
    private long length;
    private int received;

    private int lineLength;
    private int nameLength;
    private boolean matches;
    private boolean isContinuation;
    private boolean isBroken;
    private boolean hasColon;

    HeaderScan() {
        startLine();
    }

    /** Looks at octets, and leaves the buffer as it is. */
    void scan(ByteBuffer octets) {
        for (int i = octets.position(); !ended && i < octets.limit(); i++) {
            step(octets.get(i));
        }
    }

    /** Octets of the section, without the blank line behind it. */
    long length() {
        return length;
    }

    /** Octets of the section so far, with the line that isn't whole. */
    long lengthSoFar() {
        return ended ? length : length + lineLength;
    }

    int received() {
        return received;
    }

    private void step(byte octet) {
        lineLength++;
        if (octet == '\n') {
            endLine();
        } else if (lineLength == 1 && (octet == ' ' || octet == '\t')) {
            isContinuation = length > 0;
        } else if (!hasColon && !isContinuation) {
            name(octet);
        }
    }

    private void name(byte octet) {
        if (octet == ':') {
            hasColon = nameLength > 0;
            isBroken |= nameLength == 0;
        } else if (octet > ' ' && octet < 0x7f) {
            matches &= nameLength < RECEIVED.length && (octet | 0x20) == RECEIVED[nameLength];
            nameLength++;
        } else if (octet != ' ' && octet != '\t') {
            // White space before the colon was legal once (RFC 5322 section 4.5).
            isBroken = true;
        }
    }

    private void endLine() {
        if (!isContinuation && (isBroken || !hasColon)) {
            ended = true;
            return;
        }
        if (!isContinuation && matches && nameLength == RECEIVED.length) {
            received++;
        }
        length += lineLength;
        startLine();
    }

    private void startLine() {
        lineLength = 0;
        nameLength = 0;
        matches = true;
        isContinuation = false;
        isBroken = false;
        hasColon = false;
    }
}
