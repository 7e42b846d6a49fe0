// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Looks over the header section of a message as it comes: how long it is and its fields are, and
 * which fields it has that the server cares for (RFC 5321 section 6.3, RFC 6409 section 8). The
 * section ends before the first line that is no field: the blank line, or where a sender left that
 * out the first line of text. Used by one thread.
 */
final class HeaderScan {
    private static final byte[] RECEIVED = "received".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATE = "date".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MESSAGE_ID = "message-id".getBytes(StandardCharsets.US_ASCII);

    /** Octets of the longest name that is asked for. */
    private static final int NAME_LIMIT = MESSAGE_ID.length;

    /** Octets of a blank line; each line has at least those that end it. */
    private static final int BLANK = 2;

    /** In lower case. */
    private final byte[] name = new byte[NAME_LIMIT];

    private boolean ended;
    private long length;
    private int lines;
    private long fieldLength;
    private long longestField;
    private int received;
    private boolean hasDate;
    private boolean hasMessageId;

    private int lineLength;
    private int nameLength;
    private boolean isContinuation;
    private boolean isBroken;
    private boolean hasColon;

    /**
     * Looks at octets, and leaves the buffer as it is.
     *
     * @return how many of them the section reached into, the line that ended it included
     */
    int scan(ByteBuffer octets) {
        int at = octets.position();
        while (!ended && at < octets.limit()) {
            step(octets.get(at++));
        }
        return at - octets.position();
    }

    /** Whether all of the section has been seen. */
    boolean isEnded() {
        return ended;
    }

    /** Octets of the section, without the blank line behind it. */
    long length() {
        return length;
    }

    /** Octets up to where the body begins: the section, and the blank line where there is one. */
    long bodyStart() {
        return ended && lineLength == BLANK ? length + BLANK : length;
    }

    /** Octets of the section so far, with the line that isn't whole. */
    long lengthSoFar() {
        return ended ? length : length + lineLength;
    }

    /** Lines of the section so far. */
    int lines() {
        return lines;
    }

    /** Octets of the longest field so far, with its folded lines and the line that isn't whole. */
    long longestField() {
        boolean inField = !ended && (isContinuation || hasColon);
        long current = inField ? (isContinuation ? fieldLength : 0) + lineLength : 0;
        return Math.max(longestField, current);
    }

    /** How many Received fields there are. */
    int received() {
        return received;
    }

    /** Whether there is a Date field. */
    boolean hasDate() {
        return hasDate;
    }

    /** Whether there is a Message-ID field. */
    boolean hasMessageId() {
        return hasMessageId;
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
            if (nameLength < NAME_LIMIT) {
                name[nameLength] = octet >= 'A' && octet <= 'Z' ? (byte) (octet | 0x20) : octet;
            }
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
        if (!isContinuation) {
            note();
            fieldLength = 0;
        }
        lines++;
        length += lineLength;
        fieldLength += lineLength;
        longestField = Math.max(longestField, fieldLength);
        startLine();
    }

    private void note() {
        if (isNamed(RECEIVED)) {
            received++;
        } else if (isNamed(DATE)) {
            hasDate = true;
        } else if (isNamed(MESSAGE_ID)) {
            hasMessageId = true;
        }
    }

    private boolean isNamed(byte[] wanted) {
        return nameLength == wanted.length
                && Arrays.equals(name, 0, nameLength, wanted, 0, nameLength);
    }

    private void startLine() {
        lineLength = 0;
        nameLength = 0;
        isContinuation = false;
        isBroken = false;
        hasColon = false;
    }
}
