// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.pipe;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Copies a message as programs like it: lines end in LF, and Return-Path fields are taken out where
 * we put our own on top (RFC 5321 section 4.4). Lines of any length; used once, by one thread.
 */
final class MessageCopy {
    private static final int PIECE = 8 * 1024;
    private static final String RETURN_PATH = "return-path:";

    private final BufferedInputStream in;
    private final boolean crlf;
    private final boolean ownReturnPath;
    private final byte[] piece = new byte[PIECE + 1];
    private int length;
    private boolean lineStart = true;
    private boolean header = true;
    private boolean dropping;

    MessageCopy(InputStream content, boolean crlf, boolean ownReturnPath) {
        this.in = new BufferedInputStream(content, 64 * 1024);
        this.crlf = crlf;
        this.ownReturnPath = ownReturnPath;
    }

    void to(OutputStream out) throws IOException {
        boolean start = true;
        while (read()) {
            if (start && header) {
                look();
            }
            if (!dropping) {
                write(out);
            }
            start = lineStart;
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
            dropping = ownReturnPath && name.equalsIgnoreCase(RETURN_PATH);
        }
    }

    private void write(OutputStream out) throws IOException {
        boolean ended = length > 1 && piece[length - 1] == '\n' && piece[length - 2] == '\r';
        if (ended && !crlf) {
            out.write(piece, 0, length - 2);
            out.write('\n');
        } else {
            out.write(piece, 0, length);
        }
    }
}
