// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import java.nio.ByteBuffer;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** A handshake between two engines, without sockets. */
final class Handshake {
    private static final int ROUNDS = 100;
    private final SSLEngine client;
    private final boolean resumed;

    private Handshake(SSLEngine client, boolean resumed) {
        this.client = client;
        this.resumed = resumed;
    }

    static SSLEngine client(SSLContext context, String name) {
        SSLEngine client = context.createSSLEngine("server.test", 25);
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        client.setSSLParameters(parameters);
        return client;
    }

    /** Lets them talk until neither has anything to say. */
    static Handshake with(SSLEngine server, SSLEngine client) throws SSLException {
        long before = System.currentTimeMillis();
        ByteBuffer toServer = ByteBuffer.allocate(64 * 1024);
        ByteBuffer toClient = ByteBuffer.allocate(64 * 1024);
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < ROUNDS; i++) {
            speak(client, toServer);
            listen(server, toServer);
            speak(server, toClient);
            listen(client, toClient);
        }
        if (isBusy(server) || isBusy(client)) {
            throw new SSLException("no end of the handshake");
        }
        return new Handshake(client, client.getSession().getCreationTime() < before);
    }

    /** Whether the client has taken up an earlier session. */
    boolean isResumed() {
        return resumed && client.getSession().isValid();
    }

    private static void speak(SSLEngine engine, ByteBuffer out) throws SSLException {
        tasks(engine);
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            engine.wrap(ByteBuffer.allocate(0), out);
            tasks(engine);
        }
    }

    private static void listen(SSLEngine engine, ByteBuffer in) throws SSLException {
        in.flip();
        int before = -1;
        while (in.hasRemaining() && in.remaining() != before) {
            before = in.remaining();
            engine.unwrap(in, ByteBuffer.allocate(32 * 1024));
            tasks(engine);
        }
        in.compact();
    }

    private static void tasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private static boolean isBusy(SSLEngine engine) {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }
}
