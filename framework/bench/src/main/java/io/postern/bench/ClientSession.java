// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * One client of the server, through as many connections as it takes: reads, writes, and knows how
 * long it waits. What it says is with {@link Opening} and {@link Mailing}.
 */
final class ClientSession implements Loop.Party {
    private static final int SERVICE_NOT_AVAILABLE = 421;

    private final ClientLoop loop;
    private final Load load;
    private final ReplyReader replies = new ReplyReader();
    private final Opening opening;
    private final Mailing mailing;
    private final Outbox outbox;

    private Talk talk;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable Wire wire;

    /** Whether what is read is from another wire than what is read next. */
    private boolean changed;

    private int mailed;
    private long connectBegan;
    private long deadline;
    private boolean resting;
    private boolean quitting;

    ClientSession(ClientLoop loop, Load load, Words words, Outbox outbox) {
        this.loop = loop;
        this.load = load;
        this.outbox = outbox;
        opening = new Opening(this, load);
        mailing = new Mailing(this, loop, load, words);
        talk = opening;
    }

    /** Connects; what comes of it the loop is told. */
    void connect() {
        connectBegan = System.nanoTime();
        mailed = 0;
        quitting = false;
        replies.clear();
        outbox.clear();
        talk = opening;
        opening.begin();
        expectReply();
        try {
            SocketChannel fresh = SocketChannel.open();
            channel = fresh;
            fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
            key = loop.register(fresh, SelectionKey.OP_CONNECT, this);
            if (fresh.connect(load.target().address())) {
                connected(fresh);
            }
        } catch (IOException e) {
            lost(e);
        }
    }

    private void connected(SocketChannel open) throws IOException {
        wire = new PlainWire(open);
        if (load.target().security() instanceof Security.Tls tls && tls.implicit()) {
            secure();
        }
        flush();
    }

    /** From the next octet on it is TLS. */
    void secure() throws IOException {
        SocketChannel open = Objects.requireNonNull(channel);
        if (load.target().security() instanceof Security.Tls tls) {
            wire = new TlsWire(open, engine(tls));
            changed = true;
        }
    }

    private SSLEngine engine(Security.Tls tls) {
        SSLEngine engine =
                tls.context().createSSLEngine(tls.name(), load.target().address().getPort());
        engine.setUseClientMode(true);
        if (tls.checked()) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
        return engine;
    }

    @Override
    public void ready() {
        SocketChannel open = channel;
        if (open == null) {
            return;
        }
        try {
            if (wire == null) {
                if (open.finishConnect()) {
                    connected(open);
                }
            } else {
                read(wire);
                flush();
                if (!outbox.isEmpty()) {
                    expectReply();
                }
            }
        } catch (IOException e) {
            lost(e);
        }
    }

    private void read(Wire from) throws IOException {
        int count = loop.read(from);
        if (count < 0) {
            throw new IOException("connection closed by the server");
        }
        changed = false;
        byte[] octets = loop.octets();
        int at = 0;
        while (at < count && !changed) {
            at = replies.take(octets, at, count);
            if (replies.isWhole()) {
                answered();
            }
        }
        if (at < count && wire != null) {
            // What came before the handshake may be anybody's (CVE-2011-0411).
            throw new ProtocolException("something follows the reply to STARTTLS");
        }
    }

    private void answered() throws IOException {
        expectReply();
        if (replies.code() == SERVICE_NOT_AVAILABLE) {
            loop.trouble("421", replies.text());
            leave(replies.text(), false);
        } else {
            talk.reply(replies);
        }
    }

    private void expectReply() {
        resting = false;
        deadline = System.nanoTime() + load.target().patience().toNanos();
    }

    private void flush() throws IOException {
        Wire to = wire;
        if (to == null) {
            return;
        }
        if (to.isFull() || !outbox.isEmpty() || to instanceof TlsWire) {
            outbox.pump(to);
        }
        int wanted =
                to.isFull() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key != null && key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    /** Where commands are written. */
    ByteBuffer out() {
        return outbox.commands();
    }

    void put(String line) {
        outbox.put(line);
    }

    void send(Letter letter, long sequence, boolean dot) {
        outbox.message(letter, sequence, loop.time(), dot);
    }

    void greeted() {
        loop.connected(connectBegan);
    }

    /** Ready for the first message. */
    void opened() {
        loop.opened();
        talk = mailing;
        loop.free(this);
    }

    /** Sends this message now; flushes what is written. */
    void mail(long sequence, long begin) {
        mailed++;
        expectReply();
        mailing.begin(sequence, begin);
    }

    /** The same, for a session that wasn't just being read from. */
    void wakeAndMail(long sequence, long begin) {
        mail(sequence, begin);
        flushOrLose();
    }

    void messageEnded() {
        int most = load.manner().perConnection();
        if (most > 0 && mailed >= most) {
            quit();
        } else {
            loop.free(this);
        }
    }

    /** Says QUIT; the connection ends with the reply to it. */
    void quit() {
        put("QUIT\r\n");
        expectReply();
        quitting = true;
        talk = _ -> bye();
    }

    private void bye() {
        close();
        loop.away(this, true);
    }

    void wakeAndQuit() {
        quit();
        flushOrLose();
    }

    private void flushOrLose() {
        try {
            flush();
        } catch (IOException e) {
            lost(e);
        }
    }

    /** A reply that nothing can go on after. */
    void refused(String what, ReplyReader reply) {
        String text = what + ": " + reply.text();
        loop.trouble(String.valueOf(reply.code()), text);
        leave(text, reply.code() / 100 == 5);
    }

    /** No other session will fare better. */
    void hopeless(String reason) {
        loop.trouble("not offered", reason);
        leave(reason, true);
    }

    /** Nothing is expected of the server for now. */
    void rest() {
        resting = true;
    }

    boolean isLate(long now) {
        return channel != null && !resting && deadline - now < 0;
    }

    /** Nobody has answered in time. */
    void giveUp() {
        String text = "no answer in " + load.target().patience().toSeconds() + " s";
        loop.trouble(wire == null ? "no connection" : "no answer", text);
        leave(text, true);
    }

    private void lost(IOException e) {
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        String kind =
                switch (e) {
                    case SSLException _ -> "TLS";
                    case ProtocolException _ -> "no SMTP";
                    default -> wire == null ? "no connection" : "connection lost";
                };
        if (!quitting) {
            loop.trouble(kind, text);
        }
        leave(kind + ": " + text, !kind.equals("connection lost"));
    }

    /** Gives the connection up, since it would lead nowhere; the loop decides about another one. */
    private void leave(String reason, boolean hopeless) {
        boolean opening = talk == this.opening;
        close();
        if (opening) {
            loop.unopened(reason, hopeless);
        } else {
            loop.lostOpen();
        }
        loop.away(this, false);
    }

    private void close() {
        mailing.lost(outbox.isEmpty());
        Wire last = wire;
        if (last != null) {
            last.close();
        } else if (channel != null) {
            PlainWire.close(channel);
        }
        channel = null;
        wire = null;
        key = null;
        changed = true;
    }

    /** It ends, whatever it is doing. */
    void abandon() {
        close();
    }
}
