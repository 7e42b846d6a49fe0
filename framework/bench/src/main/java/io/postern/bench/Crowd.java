// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that are greeted, say EHLO and then nothing: what a server has to hold while its
 * clients idle. Used by one thread, save {@link #size} and {@link #stop}.
 */
public final class Crowd implements AutoCloseable {
    /** The letters of each verb that is used here. */
    private static final int VERB = 4;

    private final InetSocketAddress server;
    private final Duration patience;
    private final byte[] octets = new byte[4096];
    private final ReplyReader reply = new ReplyReader();
    private final List<Socket> sockets = new ArrayList<>();
    private volatile int size;
    private volatile boolean stopped;

    /**
     * Nobody yet.
     *
     * @param patience how long any one answer may take
     */
    public Crowd(InetSocketAddress server, Duration patience) {
        this.server = server;
        this.patience = patience;
    }

    /**
     * Opens so many connections, one after the other, and keeps them.
     *
     * @return from the first octet of each to its greeting, in nanoseconds
     * @throws IOException where one is refused or lost; those before it stay open
     */
    public Histogram gather(int count) throws IOException {
        Histogram greeted = Latency.histogram();
        while (sockets.size() < count && !stopped) {
            sockets.add(open(greeted));
            size = sockets.size();
        }
        return greeted;
    }

    /**
     * Opens so many more, one after the other, and says QUIT on each at once.
     *
     * @return as {@link #gather}
     */
    public Histogram visit(int count) throws IOException {
        Histogram greeted = Latency.histogram();
        for (int i = 0; i < count && !stopped; i++) {
            try (Socket visitor = open(greeted)) {
                ask(visitor, "QUIT");
            }
        }
        return greeted;
    }

    /**
     * Asks one connection after the other whether it is still there, by NOOP.
     *
     * @return how many are
     */
    public int alive() {
        int alive = 0;
        for (Socket socket : sockets) {
            try {
                ask(socket, "NOOP");
                alive++;
            } catch (IOException _) {
                // It isn't counted.
            }
        }
        return alive;
    }

    /** How many there are; from any thread. */
    public int size() {
        return size;
    }

    /** Opens no more; from any thread. */
    public void stop() {
        stopped = true;
    }

    private Socket open(Histogram greeted) throws IOException {
        Socket socket = new Socket();
        boolean opened = false;
        try {
            long begun = System.nanoTime();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) patience.toMillis());
            socket.connect(server, (int) patience.toMillis());
            await(socket, "connecting");
            greeted.recordValue(Latency.within(System.nanoTime() - begun));
            ask(socket, Opening.EHLO.strip());
            opened = true;
            return socket;
        } finally {
            if (!opened) {
                socket.close();
            }
        }
    }

    private void ask(Socket socket, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        await(socket, command.substring(0, VERB));
    }

    private void await(Socket socket, String what) throws IOException {
        reply.clear();
        int at = 0;
        int end = 0;
        while (!reply.isWhole()) {
            if (at == end) {
                at = 0;
                end = socket.getInputStream().read(octets);
                if (end < 0) {
                    throw new ProtocolException("the server hung up after " + what);
                }
            }
            at = reply.take(octets, at, end);
        }
        if (reply.code() / 100 != 2) {
            throw new ProtocolException(what + ": " + reply.text());
        }
    }

    /** Hangs up on all. */
    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
