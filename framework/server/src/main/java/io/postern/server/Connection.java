// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * The octets of one connection, as the session's thread sees them: it reads and writes, and waits
 * for both. Only {@link #drain}, {@link #expire} and {@link #abort} are for other threads.
 *
 * <p>States: open; input closed, when the client will send no more and what it sent is still read;
 * draining and then expired, when the server stops: no new command is waited for, then nothing is.
 */
interface Connection {
    /** Whether octets are there without waiting. */
    boolean hasInput();

    /** Whether octets are there, or come within the time, which it waits for them. */
    boolean hasInputWithin(Duration limit) throws InterruptedException;

    /**
     * The octets that are next, at least one; waits for them so long. What is left in the buffer is
     * there again at the next call.
     *
     * @param forCommand whether a new command is waited for, which a stopping server doesn't
     * @throws SessionEndedException if nothing comes in time or nothing more will
     */
    ByteBuffer input(boolean forCommand, long deadlineNanos) throws InterruptedException;

    /**
     * Sends octets; returns before they are sent, unless the client is far behind in reading: then
     * it waits, at most so long.
     */
    void write(byte[] octets, Duration limit) throws InterruptedException;

    /**
     * Goes over to TLS and blocks until that is done. What the client sent before is dropped, for
     * whoever stands in between may have put it there (RFC 3207 section 6); what it sends later is
     * read in TLS only.
     *
     * @param goAhead sent in clear once nothing in clear can come in any more: the 220; empty for
     *     TLS from the start, when all that came is taken for TLS
     * @throws SessionEndedException if the handshake fails or takes too long
     * @throws TlsUnavailableException if there is no TLS to be had; it goes on in clear then
     */
    TlsState startTls(byte[] goAhead, Duration limit)
            throws InterruptedException, TlsUnavailableException;

    /** The TLS it is in, empty while it is in clear. */
    Optional<TlsState> tls();

    /** Lets no further command be waited for. */
    void drain();

    /** Lets nothing be waited for. */
    void expire();

    boolean isDraining();

    /** Closes when all is sent. */
    void close();

    /** Closes at once. */
    void abort();
}
