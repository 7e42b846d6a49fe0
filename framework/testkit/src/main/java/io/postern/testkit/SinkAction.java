// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

import javax.net.ssl.SSLContext;

/** One thing a sink does at a stage in place of its usual answer. */
@FunctionalInterface
public interface SinkAction {
    /** Does it; blocks only its own session. */
    void act(SinkSession session) throws IOException, InterruptedException;

    /** Sends a reply; CRLF is put behind it, and a text of several lines is sent as it is. */
    static SinkAction reply(String reply) {
        return session -> session.reply(reply);
    }

    /** Sends these octets and nothing else. */
    static SinkAction octets(byte[] octets) {
        return session -> session.write(octets);
    }

    /** As {@link #octets}, a character an octet. */
    static SinkAction octets(String octets) {
        return octets(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Goes into TLS as the server; a 220 has to go before it. */
    static SinkAction handshake(SSLContext context) {
        return session -> session.startTls(context);
    }

    /** Closes the connection. */
    static SinkAction drop() {
        return SinkSession::drop;
    }

    /** Closes the connection with a TCP reset. */
    static SinkAction reset() {
        return SinkSession::reset;
    }

    /** Waits until somebody counts the latch down, or the sink is closed. */
    static SinkAction await(CountDownLatch latch) {
        return _ -> latch.await();
    }

    /** Never answers: waits until the client or the sink closes the connection. */
    static SinkAction silence() {
        return SinkSession::awaitClose;
    }
}
