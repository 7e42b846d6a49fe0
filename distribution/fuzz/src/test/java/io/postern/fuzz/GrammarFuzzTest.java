// SPDX-License-Identifier: Apache-2.0
package io.postern.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

import io.postern.api.mail.Domain;
import io.postern.smtp.AddressParser;
import io.postern.smtp.ChunkScanner;
import io.postern.smtp.Command;
import io.postern.smtp.CommandParser;
import io.postern.smtp.DataDecoder;
import io.postern.smtp.DataEncoder;
import io.postern.smtp.Extensions;
import io.postern.smtp.Idna;
import io.postern.smtp.ProxyHeaderParser;
import io.postern.smtp.ReplyParser;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The grammar of SMTP, both sides, and the header of the PROXY protocol. */
class GrammarFuzzTest {
    private static final int LINE_LIMIT = 1000;

    private static final CommandParser PARSER =
            new CommandParser(
                            Extensions.of(
                                    List.of(
                                            "SIZE",
                                            "8BITMIME",
                                            "BINARYMIME",
                                            "SMTPUTF8",
                                            "REQUIRETLS",
                                            "DSN",
                                            "AUTH")))
                    .completing(new Domain("home.example"));

    /** A line is answered by a value, which says the same once it is rendered. */
    @FuzzTest
    void command(byte[] line) {
        switch (PARSER.parse(line)) {
            case Command.Malformed malformed ->
                    assertThat(malformed.reply().code()).isBetween(500, 555);
            case Command.Unknown unknown -> assertThat(unknown.verb()).isNotEmpty();
            case Command command -> {
                String rendered = command.line();
                assertThat(rendered.chars().noneMatch(Character::isISOControl)).isTrue();
                assertThat(PARSER.parse(rendered.getBytes(StandardCharsets.UTF_8)))
                        .isEqualTo(command);
            }
        }
    }

    /** A mailbox is the same once it is rendered, and its domain has a name in DNS. */
    @FuzzTest
    void address(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        AddressParser.mailbox(text)
                .ifPresent(
                        mailbox ->
                                assertThat(AddressParser.mailbox(mailbox.toString()))
                                        .contains(mailbox));
        AddressParser.utf8Mailbox(text)
                .ifPresent(
                        mailbox -> {
                            assertThat(AddressParser.utf8Mailbox(mailbox.toString()))
                                    .contains(mailbox);
                            String ascii = Idna.toAscii(mailbox.domain()).name();
                            assertThat(AddressParser.domain(ascii)).isPresent();
                        });
    }

    /** A text is decoded the same wherever it is cut, and goes out as one that has no flaw. */
    @FuzzTest
    void text(FuzzedDataProvider data) {
        boolean normalizing = data.consumeBoolean();
        int cut = data.consumeInt(0, 200);
        byte[] wire = data.consumeRemainingAsBytes();
        byte[] whole = decode(decoder(normalizing), wire, wire.length);
        DataDecoder pieces = decoder(normalizing);
        assertThat(decode(pieces, wire, Math.min(cut, wire.length))).isEqualTo(whole);
        DataEncoder encoder = new DataEncoder();
        ByteBuffer out = ByteBuffer.allocate(2 * whole.length + 16);
        encoder.encode(ByteBuffer.wrap(whole), out);
        assertThat(encoder.finish(out)).isTrue();
        DataDecoder next = new DataDecoder(Integer.MAX_VALUE);
        decode(next, out.array(), out.position());
        assertThat(next.isEnded()).isTrue();
        assertThat(next.flaw()).isIn(DataDecoder.Flaw.NONE, DataDecoder.Flaw.NUL);
        if (normalizing || pieces.flaw() == DataDecoder.Flaw.NONE) {
            ChunkScanner scanner = new ChunkScanner(Integer.MAX_VALUE);
            scanner.scan(ByteBuffer.wrap(whole));
            scanner.finish();
            assertThat(scanner.flaw()).isIn(DataDecoder.Flaw.NONE, DataDecoder.Flaw.NUL);
        }
    }

    /** A header is read the same wherever it is cut. */
    @FuzzTest
    void proxyHeader(FuzzedDataProvider data) {
        int cut = data.consumeInt(0, 200);
        byte[] wire = data.consumeRemainingAsBytes();
        ByteBuffer all = ByteBuffer.wrap(wire);
        ProxyHeaderParser.Result whole = new ProxyHeaderParser().parse(all);
        ProxyHeaderParser pieces = new ProxyHeaderParser();
        ByteBuffer start = ByteBuffer.wrap(wire, 0, Math.min(cut, wire.length));
        pieces.parse(start);
        ByteBuffer rest = ByteBuffer.wrap(wire, start.position(), wire.length - start.position());
        assertThat(pieces.parse(rest)).isEqualTo(whole);
        assertThat(rest.position()).isEqualTo(all.position());
    }

    /** What a server says is read to the end or up to what is no reply. */
    @FuzzTest
    void reply(byte[] wire) {
        ReplyParser parser = new ReplyParser();
        ByteBuffer octets = ByteBuffer.wrap(wire);
        ReplyParser.Result result = parser.parse(octets);
        while (result instanceof ReplyParser.Result.Complete complete && octets.hasRemaining()) {
            assertThat(complete.reply().status()).isNotNull();
            assertThat(complete.reply().octets()).isNotEmpty();
            result = parser.parse(octets);
        }
        if (result instanceof ReplyParser.Result.Complete complete) {
            Extensions offered = Extensions.of(complete.reply());
            assertThat(offered.auth()).doesNotContain("");
            assertThat(offered.recipientLimit().orElse(1)).isPositive();
        }
    }

    private static DataDecoder decoder(boolean normalizing) {
        return normalizing ? DataDecoder.normalizing(LINE_LIMIT) : new DataDecoder(LINE_LIMIT);
    }

    /** As far as it goes without an end, in two pieces. */
    private static byte[] decode(DataDecoder decoder, byte[] wire, int cut) {
        ByteBuffer out = ByteBuffer.allocate(2 * wire.length + 8);
        boolean ended = decoder.decode(ByteBuffer.wrap(wire, 0, cut), out);
        if (!ended) {
            decoder.decode(ByteBuffer.wrap(wire, cut, wire.length - cut), out);
        }
        byte[] text = new byte[out.position()];
        out.get(0, text);
        return text;
    }
}
