// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Ends when its time is over, or its thread is interrupted, as if there were no more. */
final class DeadlineInput extends FilterInputStream {
    private final long end;
    private boolean cut;

    DeadlineInput(InputStream in, Duration time) {
        super(in);
        this.end = System.nanoTime() + time.toNanos();
    }

    /** Whether it ended before its time. */
    boolean wasCut() {
        return cut;
    }

    private boolean isOver() {
        cut = cut || System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted();
        return cut;
    }

    @Override
    public int read() throws IOException {
        return isOver() ? -1 : super.read();
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        return isOver() ? -1 : super.read(octets, offset, length);
    }
}
