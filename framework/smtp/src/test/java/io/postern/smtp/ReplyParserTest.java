// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

class ReplyParserTest {
    @Test
    void replyIsReadWhereverItIsSplit() {
        String wire = "250-mx.example\r\n250-SIZE 1000\r\n250 PIPELINING\r\n";
        Reply expected = new Reply(250, "", List.of("mx.example", "SIZE 1000", "PIPELINING"));
        for (int split = 0; split <= wire.length(); split++) {
            ReplyParser parser = new ReplyParser();
            ReplyParser.Result first = parser.parse(octets(wire.substring(0, split)));
            ReplyParser.Result result =
                    split == wire.length() ? first : parser.parse(octets(wire.substring(split)));
            assertThat(result).isEqualTo(new ReplyParser.Result.Complete(expected));
            assertThat(parser.isIdle()).isTrue();
        }
    }

    @Test
    void octetsBehindAReplyAreLeft() {
        ReplyParser parser = new ReplyParser();
        ByteBuffer two = octets("250 one\r\n550 two\r\n");
        assertThat(parser.parse(two)).isEqualTo(complete(Reply.of(250, "one")));
        assertThat(parser.parse(two)).isEqualTo(complete(Reply.of(550, "two")));
    }

    @Test
    void bareCodeIsAReply() {
        assertThat(parse("250\r\n")).isEqualTo(complete(Reply.of(250, "")));
        assertThat(parse("250 \r\n")).isEqualTo(complete(Reply.of(250, "")));
    }

    @Test
    void enhancedStatusIsTakenOut() {
        assertThat(parse("550-5.7.1 no\r\n550 5.7.1 never\r\n"))
                .isEqualTo(complete(new Reply(550, "5.7.1", List.of("no", "never"))));
        assertThat(parse("250 2.1.0\r\n")).isEqualTo(complete(Reply.of(250, "2.1.0", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.7.1 x", "5.7 x", "5.7.1234 x", "5.x.1 x", "5..1 x", "5.1.1x", "v1"})
    void whatOnlyLooksLikeAnEnhancedStatusStaysText(String text) {
        assertThat(parse("550 " + text + "\r\n")).isEqualTo(complete(Reply.of(550, text)));
    }

    @Test
    void controlCharactersBecomeSpaces() {
        assertThat(parse("550 a\nb\0c\r\n")).isEqualTo(complete(Reply.of(550, "a b c")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "25\r\n",
                "2x0 a\r\n",
                "150 a\r\n",
                "650 a\r\n",
                "250_a\r\n",
                "2500\r\n",
                "hello\r\n",
                "250-a\r\n251 b\r\n",
                "250-a\r\n550-b\r\n"
            })
    void whatIsNoReplyIsBroken(String wire) {
        assertThat(parse(wire)).isInstanceOf(ReplyParser.Result.Broken.class);
    }

    @Test
    void brokenStaysBroken() {
        ReplyParser parser = new ReplyParser();
        ReplyParser.Result broken = parser.parse(octets("hello\r\n250 ok\r\n"));
        assertThat(broken).isInstanceOf(ReplyParser.Result.Broken.class);
        assertThat(parser.parse(octets("250 ok\r\n"))).isEqualTo(broken);
    }

    @Test
    void endlessRepliesAreBroken() {
        assertThat(parse("250 " + "x".repeat(1_000_000)))
                .isInstanceOf(ReplyParser.Result.Broken.class);
        assertThat(parse("250-x\r\n".repeat(10_000))).isInstanceOf(ReplyParser.Result.Broken.class);
    }

    @Test
    void extensionsAreRead() {
        Extensions extensions =
                Extensions.of(
                        new Reply(250, "", List.of("mx", "size 1000", "PIPELINING", "AUTH A B")));
        assertThat(extensions.has("PIPELINING")).isTrue();
        assertThat(extensions.has("MX")).isFalse();
        assertThat(extensions.size()).hasValue(1000);
        assertThat(extensions.keywords()).containsEntry("AUTH", "A B");
        assertThat(Extensions.of(Reply.of(250, "mx")).size()).isEmpty();
        assertThat(Extensions.of(new Reply(250, "", List.of("mx", "SIZE 0"))).size()).isEmpty();
    }

    private static ReplyParser.Result parse(String wire) {
        return new ReplyParser().parse(octets(wire));
    }

    private static ReplyParser.Result complete(Reply reply) {
        return new ReplyParser.Result.Complete(reply);
    }

    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
