// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A message that came to a sink whole. Text is a character an octet (ISO 8859-1), so nothing is
 * lost.
 *
 * @param session that brought it
 * @param mailLine the MAIL command without CRLF
 * @param rcptLines the RCPT commands that were accepted, without CRLF
 * @param wire the octets after the 354 up to and with the final CRLF.CRLF; or those of all chunks
 * @param content the message: {@code wire} without dot-stuffing and without the final dot line; or
 *     those of all chunks
 * @param reply what the sink said to it, empty where it said nothing
 */
public record SinkMessage(
        SinkSession session,
        String mailLine,
        List<String> rcptLines,
        byte[] wire,
        byte[] content,
        String reply) {

    /** Whether the sink took responsibility: it answered 2yz. */
    public boolean accepted() {
        return reply.startsWith("2");
    }

    /** What stands between the angle brackets of MAIL. */
    public String reversePath() {
        return path(mailLine);
    }

    /** What stands behind the path of MAIL, as {@code SIZE=100 BODY=8BITMIME}. */
    public String mailParameters() {
        return mailLine.substring(mailLine.lastIndexOf('>') + 1).strip();
    }

    /** What stands behind the path of each accepted RCPT, in order. */
    public List<String> rcptParameters() {
        return rcptLines.stream()
                .map(line -> line.substring(line.lastIndexOf('>') + 1).strip())
                .toList();
    }

    /** What stands between the angle brackets of each accepted RCPT, in order. */
    public List<String> recipients() {
        return rcptLines.stream().map(SinkMessage::path).toList();
    }

    /** Whether it came in TLS. */
    public boolean inTls() {
        return session.tls().isPresent();
    }

    /** The message as text, a character an octet. */
    public String text() {
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    private static String path(String line) {
        int open = line.indexOf('<');
        int close = line.lastIndexOf('>');
        return open < 0 || close < open ? "" : line.substring(open + 1, close);
    }
}
