// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * One server to ask, over UDP and, where its answer is truncated, over TCP (RFC 7766). Each query
 * has a socket of its own, hence a port of its own. Safe for many threads; calls block until the
 * deadline at most and end at once, with an {@link IOException}, when the thread is interrupted:
 * channels heed that on any thread, plain sockets on virtual ones only.
 */
record NameServer(InetSocketAddress address) {
    /** More than we allow it to send, so that a bigger datagram shows as a broken one. */
    private static final int LARGEST_DATAGRAM = 4096;

    /** Whether nobody is between it and us who could set a bit. */
    boolean isHere() {
        return address.getAddress().isLoopbackAddress();
    }

    /** Asks once. A server too old for EDNS, which calls the query malformed, is asked without. */
    Message ask(Question question, Deadline deadline) throws IOException {
        Message response = ask(question.extendedQuery(), deadline);
        return switch (response.getHeader().getRcode()) {
            case Rcode.FORMERR, Rcode.NOTIMP -> ask(question.query(), deadline);
            default -> response;
        };
    }

    private Message ask(Message query, Deadline deadline) throws IOException {
        Message response = overUdp(query, deadline);
        return response.getHeader().getFlag(Flags.TC) ? overTcp(query, deadline) : response;
    }

    private Message overUdp(Message query, Deadline deadline) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(address);
            channel.write(ByteBuffer.wrap(query.toWire()));
            DatagramPacket packet =
                    new DatagramPacket(new byte[LARGEST_DATAGRAM], LARGEST_DATAGRAM);
            while (true) {
                channel.socket().setSoTimeout(deadline.millis());
                channel.socket().receive(packet);
                byte[] octets = new byte[packet.getLength()];
                System.arraycopy(packet.getData(), 0, octets, 0, octets.length);
                Optional<Message> response = parse(octets);
                // Anything else may be forged: the true response is still waited for.
                if (response.isPresent() && Question.isAnswered(query, response.get())) {
                    return response.get();
                }
                packet.setLength(LARGEST_DATAGRAM);
            }
        }
    }

    private Message overTcp(Message query, Deadline deadline) throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            Socket socket = channel.socket();
            socket.connect(address, deadline.millis());
            socket.setTcpNoDelay(true);
            byte[] octets = query.toWire();
            ByteBuffer framed = ByteBuffer.allocate(2 + octets.length);
            channel.write(framed.putShort((short) octets.length).put(octets).flip());
            byte[] length = read(socket, 2, deadline);
            byte[] wire =
                    read(socket, Short.toUnsignedInt(ByteBuffer.wrap(length).getShort()), deadline);
            return parse(wire)
                    .filter(response -> Question.isAnswered(query, response))
                    .orElseThrow(() -> new IOException("broken answer"));
        }
    }

    /** The deadline holds for the whole, however slowly the octets drip. */
    private static byte[] read(Socket socket, int length, Deadline deadline) throws IOException {
        byte[] octets = new byte[length];
        InputStream in = socket.getInputStream();
        for (int have = 0; have < length; ) {
            socket.setSoTimeout(deadline.millis());
            int got = in.read(octets, have, length - have);
            if (got < 0) {
                throw new EOFException("connection closed in the answer");
            }
            have += got;
        }
        return octets;
    }

    /** A message, or nothing where the octets aren't one. */
    static Optional<Message> parse(byte[] octets) {
        try {
            return Optional.of(new Message(octets));
        } catch (IOException | IllegalArgumentException malformed) { // dnsjava throws either
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
