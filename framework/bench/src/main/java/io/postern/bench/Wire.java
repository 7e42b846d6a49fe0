// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The octets of one connection, both ways; nothing here waits. */
interface Wire extends Closeable {
    /**
     * Reads what is there, into a buffer with room for 32 KiB at least.
     *
     * @return how many octets; 0 for none now, -1 for the end
     */
    int read(ByteBuffer into) throws IOException;

    /** Takes what goes now; what is left in the buffer goes another time. */
    void write(ByteBuffer from) throws IOException;

    /** Whether it waits for the network to take more, before it can go on. */
    boolean isFull();

    /** Closes the connection, as politely as goes without waiting. */
    @Override
    void close();
}
