// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.nio.ByteBuffer;

/** Moves what needs no look at each octet. */
final class Octets {
    private Octets() {}

    /** Moves octets up to the first that may be a CR, an LF or a NUL; how many. */
    static int moveRun(ByteBuffer in, ByteBuffer out, int room) {
        int start = in.position();
        int end = start + Math.min(in.remaining(), room);
        int at = start;
        while (at < end && (in.get(at) & 0xff) > '\r') {
            at++;
        }
        int run = at - start;
        if (run > 0) {
            out.put(out.position(), in, start, run);
            out.position(out.position() + run);
            in.position(at);
        }
        return run;
    }
}
