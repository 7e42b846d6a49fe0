// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

import java.util.Random;

class NameServerTest {
    private static final byte[] GOOD =
            Messages.withAuthority(
                            Messages.response(
                                    Rcode.NOERROR,
                                    "example.org 300 MX 10 mx.example.org",
                                    "example.org 300 CNAME other.example.org",
                                    "example.org 300 TXT \"text\" \"more\"",
                                    "example.org 300 AAAA 2001:db8::1",
                                    "example.org 300 TLSA 3 1 1 00aa",
                                    "example.org 300 HTTPS 1 . alpn=h2 port=8443",
                                    "example.org 300 CAA 0 issue \"ca.test\"",
                                    "example.org 300 SRV 1 2 3 srv.example.org",
                                    "example.org 300 LOC 51 30 12.748 N 0 7 39.611 W 0.00m",
                                    "example.org 300 APL 1:192.0.2.0/24"),
                            "example.org 300 SOA ns.test. root.test. 1 2 3 4 60")
                    .toWire(Message.MAXLENGTH);

    @Test
    void hostileOctetsAreNoMessage() {
        Random random = new Random(20261124);
        for (int i = 0; i < 100_000; i++) {
            byte[] octets = GOOD.clone();
            for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt();
            }
            assertThatCode(() -> NameServer.parse(octets)).doesNotThrowAnyException();
        }
    }

    @Test
    @Timeout(10)
    void aLoopOfPointersEnds() {
        byte[] octets = Messages.question("example.org", Type.MX).query().toWire();
        octets[12] = (byte) 0xc0; // the name in the question: a pointer to itself
        octets[13] = 12;

        assertThat(NameServer.parse(octets)).isEmpty();
    }
}
