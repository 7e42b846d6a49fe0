// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

/**
 * Finds out whether octets are text for DATA: lines of up to 998 octets, each ended by CRLF,
 * without NUL and without a CR or LF that stands alone (RFC 6152 section 3, RFC 5321 section
 * 4.5.3.1.6). Used by one thread.
 */
final class TextScan {
    private static final int LINE_LIMIT = 998;

    private int line;
    private boolean afterCr;

    /** Takes the next octets; false when it is no text, whatever follows. */
    boolean accepts(byte[] octets, int length) {
        for (int i = 0; i < length; i++) {
            if (!accepts(octets[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether it may end here. */
    boolean isWhole() {
        return line == 0 && !afterCr;
    }

    private boolean accepts(byte octet) {
        if (afterCr) {
            afterCr = false;
            line = 0;
            return octet == '\n';
        }
        if (octet == '\r') {
            afterCr = true;
            return true;
        }
        line++;
        return octet != 0 && octet != '\n' && line <= LINE_LIMIT;
    }
}
