// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Reads replies (RFC 5321 section 4.2) in whatever pieces they come. One object reads many. */
final class ReplyReader {
    private static final int KEPT = 2048;
    private static final int MOST = 64 * 1024;

    /** All lines of the reply with their ends, as far as there is room. */
    private final byte[] text = new byte[KEPT];

    private int length;
    private int lineStart;
    private int code;
    private boolean last;
    private boolean whole;

    /**
     * Takes octets until there is a whole reply.
     *
     * @return where to go on; see {@link #isWhole}
     */
    int take(byte[] octets, int start, int end) throws ProtocolException {
        if (whole) {
            reset();
        }
        int at = start;
        while (at < end && !whole) {
            octet(octets[at++]);
        }
        return at;
    }

    private void reset() {
        whole = false;
        length = 0;
        lineStart = 0;
    }

    private void octet(byte octet) throws ProtocolException {
        int column = length - lineStart;
        if (octet == '\n') {
            endLine(column);
        } else if (column < 3) {
            code = (column == 0 ? 0 : code * 10) + digit(octet);
        } else if (column == 3) {
            last = octet != '-';
        }
        if (length < KEPT) {
            text[length] = octet;
        }
        if (++length > MOST) {
            throw new ProtocolException("a reply without an end");
        }
        if (octet == '\n') {
            lineStart = length;
        }
    }

    private void endLine(int column) throws ProtocolException {
        if (column < 3 || code < 200 || code > 599) {
            throw new ProtocolException("no reply: " + text());
        }
        whole = column == 3 || last;
    }

    private static int digit(byte octet) throws ProtocolException {
        if (octet < '0' || octet > '9') {
            throw new ProtocolException("no reply of SMTP");
        }
        return octet - '0';
    }

    /** Whether there is one. */
    boolean isWhole() {
        return whole;
    }

    /** A connection begins: what there was of a reply is forgotten. */
    void clear() {
        reset();
    }

    int code() {
        return code;
    }

    /** The reply for somebody to read, in one line. */
    String text() {
        return new String(text, 0, Math.min(length, KEPT), StandardCharsets.UTF_8)
                .strip()
                .replaceAll("[\\r\\n]+", " / ")
                .replaceAll("\\p{Cntrl}", "?");
    }

    /** Whether the reply to EHLO has the keyword, with that parameter if it isn't empty. */
    boolean offers(String keyword, String parameter) {
        String all = new String(text, 0, Math.min(length, KEPT), StandardCharsets.US_ASCII);
        return all.lines()
                .filter(line -> line.length() > 4)
                .map(
                        line ->
                                Arrays.asList(
                                        line.substring(4).toUpperCase(Locale.ROOT).split(" ", -1)))
                .anyMatch(
                        words ->
                                words.getFirst().equals(keyword)
                                        && (parameter.isEmpty() || words.contains(parameter)));
    }
}
