// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;

@Timeout(30)
class StubDnsIT {
    private final StubDns dns = StubDns.start();

    @AfterEach
    void close() {
        dns.close();
    }

    @Test
    void answersWithWhatItWasTold() throws IOException {
        dns.ttl(60)
                .mx("a.test", 10, "mx.a.test")
                .mx("a.test", 20, "mx2.a.test")
                .mx("n.test", 0, ".");

        assertThat(udp("a.test", Type.MX).getSection(Section.ANSWER))
                .extracting(Record::rdataToString)
                .containsExactly("10 mx.a.test.", "20 mx2.a.test.");
        assertThat(udp("a.test", Type.MX).getSection(Section.ANSWER).getFirst().getTTL())
                .isEqualTo(60);
        assertThat(answer(udp("n.test", Type.MX))).isEqualTo("0 .");
    }

    @Test
    void tellsNoDomainFromNoRecord() throws IOException {
        dns.soa("test", 30).a("host.sub.test", "127.0.0.1");

        Message noRecord = udp("host.sub.test", Type.MX);
        Message above = udp("sub.test", Type.A);
        Message noDomain = udp("nothing.test", Type.A);

        assertThat(noRecord.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(above.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(noDomain.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(noDomain.getSection(Section.AUTHORITY)).hasSize(1);
    }

    @Test
    void followsAliases() throws IOException {
        dns.cname("www.test", "host.test").a("host.test", "127.0.0.9");

        assertThat(udp("www.test", Type.A).getSection(Section.ANSWER)).hasSize(2);
    }

    @Test
    void doesNotFollowALoopForEver() throws IOException {
        dns.cname("a.test", "b.test").cname("b.test", "a.test");

        assertThat(udp("a.test", Type.A).getSection(Section.ANSWER)).isNotEmpty();
    }

    @Test
    void knowsTextAndPointers() throws IOException {
        dns.txt("t.test", "v=spf1 \"x\"", "-all").ptr("192.0.2.7", "seven.test");

        Record text = udp("t.test", Type.TXT).getSection(Section.ANSWER).getFirst();
        assertThat(((TXTRecord) text).getStrings()).containsExactly("v=spf1 \\\"x\\\"", "-all");
        Name pointer = ReverseMap.fromAddress(InetAddress.ofLiteral("192.0.2.7"));
        assertThat(answer(udp(pointer.toString(), Type.PTR))).isEqualTo("seven.test.");
    }

    @Test
    void failsOnDemandAndHeals() throws IOException {
        dns.a("a.test", "127.0.0.1").fault("a.test", DnsFault.SERVFAIL);
        dns.fault("a.test", "MX", DnsFault.NXDOMAIN);

        assertThat(udp("a.test", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(udp("a.test", Type.MX).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        dns.heal("a.test");
        assertThat(answer(udp("a.test", Type.A))).isEqualTo("127.0.0.1");
        dns.fault("a.test", DnsFault.NODATA);
        assertThat(udp("a.test", Type.A).getSection(Section.ANSWER)).isEmpty();
    }

    @Test
    void canBeSilentWrongAndGarbled() throws IOException {
        dns.fault("silent.test", DnsFault.SILENCE).fault("wrong.test", DnsFault.WRONG_ID);
        dns.fault("garbage.test", DnsFault.GARBAGE);

        assertThatThrownBy(() -> udp("silent.test", Type.A))
                .isInstanceOf(SocketTimeoutException.class);
        assertThat(udp("wrong.test", Type.A).getHeader().getID()).isNotEqualTo(7);
        assertThatThrownBy(() -> udp("garbage.test", Type.A)).isInstanceOf(IOException.class);
    }

    @Test
    void truncatesOverUdpAndAnswersWholeOverTcp() throws IOException {
        dns.a("a.test", "127.0.0.1").fault("a.test", DnsFault.TRUNCATED);
        for (int i = 0; i < 100; i++) {
            dns.a("big.test", "10.0.0." + i);
        }

        assertThat(udp("a.test", Type.A).getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(answer(tcp("a.test", Type.A))).isEqualTo("127.0.0.1");
        assertThat(udp("big.test", Type.A).getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(tcp("big.test", Type.A).getSection(Section.ANSWER)).hasSize(100);
    }

    @Test
    void countsQueries() throws IOException {
        udp("a.test", Type.A);
        udp("a.test", Type.A);
        tcp("a.test", Type.MX);

        assertThat(dns.queries()).isEqualTo(3);
        assertThat(dns.queries("A.test", "A")).isEqualTo(2);
    }

    private static String answer(Message message) {
        return message.getSection(Section.ANSWER).getFirst().rdataToString();
    }

    private Message udp(String name, int type) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(300);
            byte[] query = query(name, type);
            InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
            socket.send(new DatagramPacket(query, query.length, loopback, dns.port()));
            DatagramPacket answer = new DatagramPacket(new byte[65535], 65535);
            socket.receive(answer);
            return new Message(Arrays.copyOf(answer.getData(), answer.getLength()));
        }
    }

    private Message tcp(String name, int type) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", dns.port())) {
            byte[] query = query(name, type);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(query.length);
            out.write(query);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            return new Message(in.readNBytes(in.readUnsignedShort()));
        }
    }

    private static byte[] query(String name, int type) throws IOException {
        Name absolute = Name.fromString(StubZone.absolute(name));
        Message query = Message.newQuery(Record.newRecord(absolute, type, DClass.IN));
        query.getHeader().setID(7);
        return query.toWire();
    }
}
