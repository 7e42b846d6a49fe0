// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.nio.ByteBuffer;

/**
 * Makes every line end with CRLF (RFC 5321 section 2.3.8): a lone LF or CR becomes one, and the
 * last line gets one. Used by one thread, chunk by chunk.
 */
public final class LineEndings {
    private boolean afterCr;
    private boolean inLine;

    /** The next octets, with the right line endings. */
    public ByteBuffer next(byte[] octets, int length) {
        ByteBuffer out = ByteBuffer.allocate(2 * length + 2);
        for (int i = 0; i < length; i++) {
            byte octet = octets[i];
            if (afterCr && octet != '\n') {
                out.put((byte) '\n');
            }
            if (octet == '\n' && !afterCr) {
                out.put((byte) '\r');
            }
            out.put(octet);
            afterCr = octet == '\r';
            inLine = octet != '\n' && octet != '\r';
        }
        return out.flip();
    }

    /** What ends the last line. */
    public ByteBuffer end() {
        if (afterCr) {
            return ByteBuffer.wrap(new byte[] {'\n'});
        }
        return ByteBuffer.wrap(inLine ? new byte[] {'\r', '\n'} : new byte[0]);
    }
}
