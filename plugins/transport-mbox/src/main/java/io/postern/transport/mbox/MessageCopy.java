// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.mbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Copies a message as an mbox has it: lines end in LF, Return-Path fields are taken out, as we put
 * our own on top (RFC 5321 section 4.4), and a line that begins with {@code From } behind any
 * number of {@code >} gets one more of them ("mboxrd"). Ends with a whole line. Used once, by one
 * thread.
 */
final class MessageCopy {
    private static final int PIECE = 8 * 1024;
    private static final String FROM = "From ";
    private static final String RETURN_PATH = "return-path:";

    private final BufferedInputStream in;
    private final byte[] piece = new byte[PIECE + 1];
    private int length;
    private boolean lineStart = true;
    private boolean header = true;
    private boolean dropping;

    MessageCopy(InputStream content) {
        this.in = new BufferedInputStream(content, 64 * 1024);
    }

    void to(OutputStream out) throws IOException {
        boolean start = true;
        while (read()) {
            if (start && header) {
                look();
            }
            if (!dropping) {
                if (start && isFrom()) {
                    out.write('>');
                }
                write(out);
            }
            start = lineStart;
        }
        if (!start) {
            out.write('\n');
        }
    }

    /** A line, or as much of one as is looked at at once; never ends between CR and LF. */
    private boolean read() throws UnreadableMessageException {
        length = 0;
        try {
            int octet = in.read();
            while (octet >= 0) {
                piece[length++] = (byte) octet;
                if (octet == '\n' || (length >= PIECE && octet != '\r') || length > PIECE) {
                    break;
                }
                octet = in.read();
            }
        } catch (IOException trouble) {
            throw new UnreadableMessageException(trouble);
        }
        lineStart = length > 0 && piece[length - 1] == '\n';
        return length > 0;
    }

    private void look() {
        boolean folded = piece[0] == ' ' || piece[0] == '\t';
        boolean blank = piece[0] == '\n' || (piece[0] == '\r' && length > 1 && piece[1] == '\n');
        if (blank) {
            header = false;
            dropping = false;
        } else if (!folded) {
            String name =
                    new String(
                            piece,
                            0,
                            Math.min(length, RETURN_PATH.length()),
                            StandardCharsets.ISO_8859_1);
            dropping = name.equalsIgnoreCase(RETURN_PATH);
        }
    }

    private boolean isFrom() {
        int at = 0;
        while (at < length && piece[at] == '>') {
            at++;
        }
        return length - at >= FROM.length()
                && new String(piece, at, FROM.length(), StandardCharsets.ISO_8859_1).equals(FROM);
    }

    private void write(OutputStream out) throws IOException {
        boolean ended = length > 1 && piece[length - 1] == '\n' && piece[length - 2] == '\r';
        if (ended) {
            out.write(piece, 0, length - 2);
            out.write('\n');
        } else {
            out.write(piece, 0, length);
        }
    }
}
