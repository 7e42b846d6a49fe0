// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A DNS server on 127.0.0.1, UDP and TCP on the same free port, that knows what it is told and
 * nothing else:
 *
 * <pre>{@code
 * dns.mx("example.org", 10, "mx1.example.org").a("mx1.example.org", "127.0.0.1");
 * dns.fault("broken.test", DnsFault.SERVFAIL);
 * }</pre>
 *
 * Follows CNAMEs within what it knows; a name without records is NXDOMAIN, without records of the
 * type NODATA. Safe for many threads.
 */
public final class StubDns implements AutoCloseable {
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final StubZone zone = new StubZone();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private StubDns(DatagramSocket udp, ServerSocket tcp) {
        this.udp = udp;
        this.tcp = tcp;
    }

    /** Starts one that knows nothing. */
    public static StubDns start() {
        IOException last = new IOException("no port is free for both UDP and TCP");
        for (int i = 0; i < 20; i++) {
            try {
                return startOnce();
            } catch (IOException e) {
                last = e;
            }
        }
        throw new UncheckedIOException(last);
    }

    private static StubDns startOnce() throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        ServerSocket tcp = new ServerSocket(0, 100, loopback);
        DatagramSocket udp;
        try {
            udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
        } catch (IOException taken) {
            tcp.close();
            throw taken;
        }
        StubDns dns = new StubDns(udp, tcp);
        Thread.ofVirtual().name("dns-udp").start(dns::serveUdp);
        Thread.ofVirtual().name("dns-tcp").start(dns::serveTcp);
        return dns;
    }

    /** The port, for UDP and TCP. */
    public int port() {
        return tcp.getLocalPort();
    }

    /** {@code 127.0.0.1:PORT}. */
    public String endpoint() {
        return "127.0.0.1:" + port();
    }

    /** The TTL of the records added from now on, in seconds; 300 at first. */
    public StubDns ttl(long seconds) {
        zone.ttl(seconds);
        return this;
    }

    /** An MX record; host {@code .} makes it a null MX. */
    public StubDns mx(String name, int preference, String host) {
        zone.add(name, "MX", preference + " " + StubZone.absolute(host));
        return this;
    }

    /** An A record. */
    public StubDns a(String name, String address) {
        zone.add(name, "A", address);
        return this;
    }

    /** An AAAA record. */
    public StubDns aaaa(String name, String address) {
        zone.add(name, "AAAA", address);
        return this;
    }

    /** A TXT record of one or several strings. */
    public StubDns txt(String name, String... strings) {
        StringBuilder quoted = new StringBuilder();
        for (String string : strings) {
            String escaped = string.replace("\\", "\\\\").replace("\"", "\\\"");
            quoted.append('"').append(escaped).append("\" ");
        }
        zone.add(name, "TXT", quoted.toString());
        return this;
    }

    /** A PTR record of an IP address. */
    public StubDns ptr(String address, String host) {
        zone.addPointer(address, host);
        return this;
    }

    /** A CNAME record. */
    public StubDns cname(String name, String target) {
        zone.add(name, "CNAME", StubZone.absolute(target));
        return this;
    }

    /** A SOA record, for negative answers below that name; {@code minimum} in seconds. */
    public StubDns soa(String name, long minimum) {
        zone.add(name, "SOA", "ns.test. hostmaster.test. 1 3600 600 86400 " + minimum);
        return this;
    }

    /** Any record in master file format, as {@code add("example.org", "TLSA", "3 1 1 …")}. */
    public StubDns add(String name, String type, String data) {
        zone.add(name, type, data);
        return this;
    }

    /** Sets the AD bit for questions of that name and all below it, as after DNSSEC validation. */
    public StubDns authentic(String name) {
        zone.authentic(name);
        return this;
    }

    /** Misbehaves for all queries of that name. */
    public StubDns fault(String name, DnsFault fault) {
        zone.fault(name, "", fault);
        return this;
    }

    /** Misbehaves for queries of that name and type. */
    public StubDns fault(String name, String type, DnsFault fault) {
        zone.fault(name, type, fault);
        return this;
    }

    /** Behaves again for that name. */
    public StubDns heal(String name) {
        zone.heal(name);
        return this;
    }

    /** Forgets all records of that name. */
    public StubDns remove(String name) {
        zone.remove(name);
        return this;
    }

    /** How many queries have come, over UDP and TCP. */
    public int queries() {
        return zone.queries().size();
    }

    /** How many queries have come for that name and type. */
    public int queries(String name, String type) {
        String wanted = StubZone.absolute(name) + " " + type;
        return (int) zone.queries().stream().filter(wanted::equalsIgnoreCase).count();
    }

    /** Stops listening. */
    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serveUdp() {
        byte[] block = new byte[65535];
        try {
            while (true) {
                DatagramPacket query = new DatagramPacket(block, block.length);
                udp.receive(query);
                byte @Nullable [] answer =
                        zone.answer(Arrays.copyOf(block, query.getLength()), false);
                if (answer != null) {
                    udp.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
                }
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serveTcp() {
        try {
            while (true) {
                Socket socket = tcp.accept();
                sockets.add(socket);
                Thread.ofVirtual().name("dns-tcp-session").start(() -> serve(socket));
            }
        } catch (IOException _) {
            // closed
        }
    }

    /** Messages with two octets of length before each (RFC 1035 section 4.2.2). */
    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] query = in.readNBytes(in.readUnsignedShort());
                byte @Nullable [] answer = zone.answer(query, true);
                if (answer != null) {
                    byte[] framed = new byte[answer.length + 2];
                    framed[0] = (byte) (answer.length >> 8);
                    framed[1] = (byte) answer.length;
                    System.arraycopy(answer, 0, framed, 2, answer.length);
                    out.write(framed);
                }
            }
        } catch (IOException _) {
            // closed
        }
    }
}
