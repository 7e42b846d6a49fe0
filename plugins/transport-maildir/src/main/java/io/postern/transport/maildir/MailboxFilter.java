// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.maildir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Turns the octets of a message into those of a mailbox file: takes Return-Path fields out of the
 * header section, since the one on top must be the only one (RFC 5321 section 4.4), and ends lines
 * as the file wants. Used by one thread.
 *
 * <p>States: in the header section at the start of a line, in a line that may be a Return-Path, in
 * one that is kept, in one that is dropped; in the body. Beside that, whether a CR waits for what
 * follows.
 */
final class MailboxFilter {
    /** More octets than this are never written beyond those that come in. */
    static final int KEPT_BACK = 16;

    private static final byte[] DROPPED = "return-path:".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        LINE_START,
        MAYBE,
        KEEP,
        DROP,
        BODY
    }

    private final boolean lineFeeds;
    private final byte[] held = new byte[DROPPED.length];
    private int heldOctets;
    private State state = State.LINE_START;
    private boolean dropping;
    private boolean carriageReturn;

    MailboxFilter(LineEndings lineEndings) {
        this.lineFeeds = lineEndings == LineEndings.LF;
    }

    /** Filters all of the first buffer; the second has room for it and {@link #KEPT_BACK}. */
    void filter(ByteBuffer in, ByteBuffer out) {
        while (in.hasRemaining()) {
            byte octet = in.get();
            if (state == State.BODY) {
                write(octet, out);
            } else {
                header(octet, out);
            }
        }
    }

    /** Writes what was kept back. */
    void finish(ByteBuffer out) {
        release(out);
        if (carriageReturn) {
            out.put((byte) '\r');
        }
    }

    private void header(byte octet, ByteBuffer out) {
        switch (state) {
            case LINE_START -> lineStart(octet, out);
            case MAYBE -> maybe(octet, out);
            case KEEP, BODY -> write(octet, out);
            case DROP -> {}
        }
        if (octet == '\n' && state != State.BODY) {
            state = State.LINE_START;
        }
    }

    private void lineStart(byte octet, ByteBuffer out) {
        boolean folded = octet == ' ' || octet == '\t';
        if (folded && dropping) {
            state = State.DROP;
        } else if (folded) {
            state = State.KEEP;
            write(octet, out);
        } else if (octet == '\r' || octet == '\n') {
            state = State.BODY;
            write(octet, out);
        } else {
            state = State.MAYBE;
            dropping = false;
            maybe(octet, out);
        }
    }

    private void maybe(byte octet, ByteBuffer out) {
        if (Character.toLowerCase(octet) != DROPPED[heldOctets]) {
            release(out);
            write(octet, out);
            state = State.KEEP;
            return;
        }
        held[heldOctets++] = octet;
        if (heldOctets == DROPPED.length) {
            heldOctets = 0;
            dropping = true;
            state = State.DROP;
        }
    }

    private void release(ByteBuffer out) {
        for (int i = 0; i < heldOctets; i++) {
            write(held[i], out);
        }
        heldOctets = 0;
    }

    private void write(byte octet, ByteBuffer out) {
        if (carriageReturn) {
            carriageReturn = false;
            if (octet != '\n') {
                out.put((byte) '\r');
            }
        }
        if (octet == '\r' && lineFeeds) {
            carriageReturn = true;
        } else {
            out.put(octet);
        }
    }
}
