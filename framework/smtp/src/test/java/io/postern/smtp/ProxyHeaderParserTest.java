// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.smtp.ProxyHeaderParser.Result;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

class ProxyHeaderParserTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String IPV4 = "c0000201 cb007107 1f90 0019";
    private static final String IPV6 =
            "20010db8000000000000000000000001 20010db8000000000000000000000002 0001 ffff";

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.1 203.0.113.7 8080 25,/192.0.2.1:8080,/203.0.113.7:25",
        "PROXY TCP4 0.0.0.0 255.255.255.255 0 65535,/0.0.0.0:0,/255.255.255.255:65535",
        "PROXY TCP6 2001:db8::1 ::1 1 2,/[2001:db8:0:0:0:0:0:1]:1,/[0:0:0:0:0:0:0:1]:2"
    })
    void version1IsRead(String line, String source, String destination) {
        assertThat(everywhere(ascii(line + "\r\n")))
                .isInstanceOfSatisfying(
                        ProxyHeader.Client.class,
                        client -> {
                            assertThat(client.source()).hasToString(source);
                            assertThat(client.destination()).hasToString(destination);
                        });
    }

    @Test
    void version1WithoutAddressesIsRead() {
        String longest = "PROXY UNKNOWN " + "f".repeat(107 - 16);
        assertThat(everywhere(ascii("PROXY UNKNOWN\r\n"))).isEqualTo(new ProxyHeader.Unknown());
        assertThat(everywhere(ascii(longest + "\r\n"))).isEqualTo(new ProxyHeader.Unknown());
        assertBroken(ascii(longest + "f\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY\r\n",
                "PROXY \r\n",
                "PROXY TCP4\r\n",
                "PROXY TCP4 192.0.2.1 203.0.113.7 8080\r\n",
                "PROXY TCP4 192.0.2.1 203.0.113.7 8080 25 \r\n",
                "PROXY TCP4 192.0.2.1  203.0.113.7 8080 25\r\n",
                "PROXY TCP4 192.0.2.1 203.0.113.7 65536 25\r\n",
                "PROXY TCP4 192.0.2.1 203.0.113.7 080 25\r\n",
                "PROXY TCP4 192.0.2.1 203.0.113.7 -1 25\r\n",
                "PROXY TCP4 192.0.2.01 203.0.113.7 1 25\r\n",
                "PROXY TCP4 example.org 203.0.113.7 1 25\r\n",
                "PROXY TCP4 ::1 ::1 1 25\r\n",
                "PROXY TCP6 192.0.2.1 ::1 1 25\r\n",
                "PROXY UDP4 192.0.2.1 203.0.113.7 1 25\r\n",
                "proxy TCP4 192.0.2.1 203.0.113.7 1 25\r\n",
                "EHLO a.example\r\n",
                "\r\n\r\r",
                "\u0016\u0003\u0001"
            })
    void whatIsNoVersion1IsRefused(String line) {
        assertBroken(ascii(line));
    }

    @Test
    void version2IsRead() {
        assertThat(everywhere(version2("21 11", 12, IPV4)))
                .hasToString("Client[source=/192.0.2.1:8080, destination=/203.0.113.7:25]");
        assertThat(everywhere(version2("21 21", 36, IPV6)))
                .hasToString(
                        "Client[source=/[2001:db8:0:0:0:0:0:1]:1,"
                                + " destination=/[2001:db8:0:0:0:0:0:2]:65535]");
        assertThat(everywhere(version2("21 00", 0, ""))).isEqualTo(new ProxyHeader.Unknown());
        assertThat(everywhere(version2("21 31", 216, "61".repeat(216))))
                .isEqualTo(new ProxyHeader.Unknown());
        assertThat(everywhere(version2("20 00", 0, ""))).isEqualTo(new ProxyHeader.Local());
        assertThat(everywhere(version2("20 11", 12, IPV4))).isEqualTo(new ProxyHeader.Local());
    }

    @Test
    void mappedAddressIsTheIpv4AddressItIs() {
        String mapped = "00000000000000000000ffffc0000201";
        assertThat(everywhere(version2("21 21", 36, mapped + mapped + "0001 0002")))
                .hasToString("Client[source=/192.0.2.1:1, destination=/192.0.2.1:2]");
    }

    @Test
    void restOfVersion2IsSkippedUpToTheLongest() {
        byte[] longest = version2("21 11", 65_535, IPV4 + "00".repeat(65_535 - 12));
        ByteBuffer octets = ByteBuffer.wrap(longest);
        assertThat(new ProxyHeaderParser().parse(octets)).isInstanceOf(Result.Complete.class);
        assertThat(octets.hasRemaining()).isFalse();
        byte[] local = version2("20 00", 65_535, "ff".repeat(65_535));
        ProxyHeaderParser parser = new ProxyHeaderParser();
        assertThat(parser.parse(ByteBuffer.wrap(local, 0, local.length - 1)))
                .isInstanceOf(Result.Incomplete.class);
        assertThat(parser.parse(ByteBuffer.wrap(local, local.length - 1, 1)))
                .isEqualTo(new Result.Complete(new ProxyHeader.Local()));
    }

    @ParameterizedTest
    @CsvSource({
        "11 11,12",
        "31 11,12",
        "22 11,12",
        "21 12,12",
        "21 41,12",
        "21 13,12",
        "21 11,0",
        "21 11,11",
        "21 21,35"
    })
    void whatIsNoVersion2IsRefused(String start, int length) {
        assertBroken(version2(start, length, "00".repeat(length)));
    }

    @Test
    void anyOctetsAreAnsweredByValue() {
        Random random = new Random(2);
        for (int round = 0; round < 50_000; round++) {
            byte[] header =
                    random.nextBoolean()
                            ? version2("21 11", 20, IPV4 + "00".repeat(8))
                            : ascii("PROXY TCP6 2001:db8::1 ::1 1 2\r\n");
            for (int i = random.nextInt(3); i > 0; i--) {
                header[random.nextInt(header.length)] = (byte) random.nextInt(256);
            }
            assertThat(new ProxyHeaderParser().parse(ByteBuffer.wrap(header))).isNotNull();
        }
    }

    /** Wherever it is cut, and without a look at what stands behind it. */
    private static ProxyHeader everywhere(byte[] header) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        wire.writeBytes(header);
        wire.writeBytes(ascii("EHLO"));
        ProxyHeader found = new ProxyHeader.Local();
        for (int cut = 0; cut < header.length; cut++) {
            ProxyHeaderParser parser = new ProxyHeaderParser();
            assertThat(parser.parse(ByteBuffer.wrap(wire.toByteArray(), 0, cut)))
                    .isInstanceOf(Result.Incomplete.class);
            ByteBuffer rest = ByteBuffer.wrap(wire.toByteArray(), cut, wire.size() - cut);
            found = ((Result.Complete) parser.parse(rest)).header();
            assertThat(rest.remaining()).isEqualTo(4);
        }
        return found;
    }

    private static void assertBroken(byte[] header) {
        ProxyHeaderParser parser = new ProxyHeaderParser();
        Result last = new Result.Incomplete();
        for (byte octet : header) {
            last = parser.parse(ByteBuffer.wrap(new byte[] {octet}));
        }
        assertThat(last).isInstanceOf(Result.Broken.class);
    }

    private static byte[] version2(String start, int length, String rest) {
        String hex = SIGNATURE + start + "%04x".formatted(length) + rest;
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
