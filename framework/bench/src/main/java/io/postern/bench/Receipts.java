// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

/** Is told how each recipient of each message that was sent ended; from any thread. */
public interface Receipts {
    /** For who wants to know nothing. */
    Receipts NONE =
            new Receipts() {
                @Override
                public void promised(long sequence, int recipient, long time) {}

                @Override
                public void refused(long sequence, int recipient) {}
            };

    /** The server answered for it, at that time of the {@link Stopwatch}. */
    void promised(long sequence, int recipient, long time);

    /** The server said no, so it should not come. */
    void refused(long sequence, int recipient);
}
