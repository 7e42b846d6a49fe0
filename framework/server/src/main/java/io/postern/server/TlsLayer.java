// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * TLS between a session and the octets of its connection. All of it, the handshake too, is done by
 * the session's thread: I/O threads carry octets for everybody and must not compute for one, and
 * nothing that came in clear can be taken for something that came in TLS.
 *
 * <p>While it has nothing to do, it holds no buffer.
 */
final class TlsLayer {
    private static final Logger LOG = LoggerFactory.getLogger(TlsLayer.class);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int HEADER = 5;
    private static final int LENGTH_AT = 3;
    private static final String OLD_PROTOCOL = "TLSv1.2";

    private final SSLEngine engine;
    private final Arrivals arrivals;
    private final Consumer<byte[]> wire;

    /** Octets from the wire that are no whole record yet. */
    private ByteBuffer sealed = NOTHING;

    private ByteBuffer plain = NOTHING;
    private boolean established;

    /**
     * @param wire sends octets, without waiting
     */
    TlsLayer(SSLEngine engine, Arrivals arrivals, Consumer<byte[]> wire) {
        this.engine = engine;
        this.arrivals = arrivals;
        this.wire = wire;
    }

    /**
     * Agrees with the client.
     *
     * @throws SessionEndedException if that fails; the client has been told by an alert
     */
    void handshake(Handshakes handshakes, long deadlineNanos) throws InterruptedException {
        try {
            engine.beginHandshake();
            while (isBusy(engine.getHandshakeStatus())) {
                requireOpen();
                step(handshakes, deadlineNanos);
            }
            requireOpen();
            established = true;
        } catch (SSLException failed) {
            throw fail(failed);
        }
    }

    /** What was agreed on. */
    SSLSession session() {
        return engine.getSession();
    }

    /** Whether octets are there without waiting. */
    boolean hasInput() {
        try {
            while (!plain.hasRemaining()
                    && !engine.isInboundDone()
                    && (decode() || !arrivals.isEmpty())) {
                append(arrivals.poll());
            }
            return plain.hasRemaining();
        } catch (SSLException broken) {
            throw fail(broken);
        }
    }

    /** As {@link Connection#input}. */
    ByteBuffer input(boolean forCommand, long deadlineNanos) throws InterruptedException {
        try {
            while (!plain.hasRemaining()) {
                if (engine.isInboundDone()) {
                    throw SessionEndedException.clientGone();
                }
                if (!decode()) {
                    append(arrivals.take(forCommand, deadlineNanos));
                }
            }
            return plain;
        } catch (SSLException broken) {
            throw fail(broken);
        }
    }

    /** Sends octets, without waiting. */
    void write(byte[] octets) {
        ByteBuffer text = ByteBuffer.wrap(octets);
        try {
            while (text.hasRemaining()) {
                if (!established || engine.isOutboundDone()) {
                    throw SessionEndedException.clientGone();
                }
                wrap(text);
            }
        } catch (SSLException broken) {
            throw fail(broken);
        }
    }

    /** Says that nothing more will come, so that the client can tell an end from a cut. */
    void close() {
        engine.closeOutbound();
        tellRest();
    }

    private void step(Handshakes handshakes, long deadlineNanos)
            throws SSLException, InterruptedException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> handshakes.compute(engine);
            case NEED_WRAP -> wrap(NOTHING);
            default -> {
                if (!decode()) {
                    append(arrivals.take(false, deadlineNanos));
                }
            }
        }
    }

    private static boolean isBusy(HandshakeStatus status) {
        return status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
    }

    private void requireOpen() throws SSLException {
        if (engine.isInboundDone() || engine.isOutboundDone()) {
            throw new SSLException("closed in the handshake");
        }
    }

    /** Opens one record; whether there was one. */
    private boolean decode() throws SSLException {
        if (!sealed.hasRemaining()) {
            sealed = NOTHING;
            plain = NOTHING;
            return false;
        }
        ByteBuffer opened = ByteBuffer.allocate(recordLength());
        SSLEngineResult result = engine.unwrap(sealed, opened);
        plain = opened.position() == 0 ? NOTHING : opened.flip();
        if (established) {
            afterRecord(result);
        }
        return switch (result.getStatus()) {
            case OK -> true;
            case BUFFER_UNDERFLOW, CLOSED -> false;
            case BUFFER_OVERFLOW -> throw new SSLException("a record larger than it says");
        };
    }

    /** Of the next record, with its header: what is in it is never longer. */
    private int recordLength() {
        return sealed.remaining() < HEADER
                ? HEADER
                : HEADER + (sealed.getShort(sealed.position() + LENGTH_AT) & 0xffff);
    }

    /** Answers what needs an answer, and lets nobody begin a second handshake. */
    private void afterRecord(SSLEngineResult result) throws SSLException {
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            return;
        }
        HandshakeStatus status = engine.getHandshakeStatus();
        if (isBusy(status) && engine.getSession().getProtocol().equals(OLD_PROTOCOL)) {
            throw new SSLException("renegotiation");
        }
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            wrap(NOTHING);
        }
    }

    private void wrap(ByteBuffer text) throws SSLException {
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(text, record);
        if (record.position() > 0) {
            byte[] octets = new byte[record.flip().remaining()];
            record.get(octets);
            wire.accept(octets);
        }
    }

    /** A record that comes in small pieces is put together in one buffer. */
    private void append(ByteBuffer more) {
        if (!sealed.hasRemaining()) {
            sealed = more;
            return;
        }
        if (sealed.capacity() - sealed.limit() < more.remaining() || sealed.isReadOnly()) {
            int capacity =
                    Math.max(
                            engine.getSession().getPacketBufferSize(),
                            sealed.remaining() + more.remaining());
            sealed = ByteBuffer.allocate(capacity).put(sealed).flip();
        }
        int end = sealed.limit();
        sealed.limit(end + more.remaining()).put(end, more, more.position(), more.remaining());
        more.position(more.limit());
    }

    /** Tells the client by an alert, as far as it can be told; what to throw then. */
    SessionEndedException fail(SSLException cause) {
        LOG.debug("tls: {}", cause.toString());
        tellRest();
        return SessionEndedException.clientGone();
    }

    /** Alerts that are still to be sent. */
    private void tellRest() {
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                    && !engine.isOutboundDone()) {
                wrap(NOTHING);
            }
        } catch (SSLException broken) {
            LOG.debug("tls: no last alert: {}", broken.toString());
        }
    }
}
