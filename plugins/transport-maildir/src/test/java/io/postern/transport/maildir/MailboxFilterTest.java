// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

class MailboxFilterTest {
    @ParameterizedTest
    @CsvSource({
        "A: b|Return-Path: <x>|C: d||body|, A: b|C: d||body|",
        "return-PATH:<x>| folded|\t more|C: d||b|, C: d||b|",
        "Return-Path: <x>|, ''",
        "Return-Pathology: x||b|, Return-Pathology: x||b|",
        "Return-Pat, Return-Pat",
        "R|re|Return-|x, R|re|Return-|x",
        "A: b|| |Return-Path: body|, A: b|| |Return-Path: body|",
        "|Return-Path: body|, |Return-Path: body|",
        "A: b| Return-Path: folded|, A: b| Return-Path: folded|",
        "Return-Path: a|Return-Path: b|C: d|, C: d|",
        "no end, no end",
        "'', ''"
    })
    void dropsReturnPathsFromTheHeaderAlone(String message, String file) {
        String octets = message.replace("|", "\r\n");

        for (int cut = 1; cut <= Math.max(1, octets.length()); cut++) {
            assertThat(filter(octets, cut, LineEndings.CRLF)).isEqualTo(file.replace("|", "\r\n"));
            assertThat(filter(octets, cut, LineEndings.LF)).isEqualTo(file.replace("|", "\n"));
        }
    }

    @Test
    void loneCarriageReturnsStay() {
        assertThat(filter("\r\na\rb\r\r\n\r", 1, LineEndings.LF)).isEqualTo("\na\rb\r\n\r");
        assertThat(filter("\r\na\rb\r\r\n\r", 2, LineEndings.CRLF)).isEqualTo("\r\na\rb\r\r\n\r");
    }

    private static String filter(String octets, int cut, LineEndings lineEndings) {
        MailboxFilter filter = new MailboxFilter(lineEndings);
        byte[] all = octets.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer out = ByteBuffer.allocate(1000);
        for (int from = 0; from < all.length; from += cut) {
            filter.filter(ByteBuffer.wrap(all, from, Math.min(cut, all.length - from)), out);
        }
        filter.finish(out);
        return new String(out.array(), 0, out.position(), StandardCharsets.ISO_8859_1);
    }
}
