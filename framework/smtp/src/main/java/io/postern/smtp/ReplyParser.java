// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import org.osgi.annotation.versioning.ProviderType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the replies of a server (RFC 5321 section 4.2) from octets cut anywhere. The server is not
 * trusted: lines end at CRLF only, each has the same three digits, and what is kept is bounded.
 * After a broken reply nothing more can be read from that server. Used by one thread.
 *
 * <p>States: collecting a line; after the last line of a reply again from the start; broken.
 */
public final class ReplyParser {
    /** Octets of a line; RFC 5321 section 4.5.3.1.5 says 512, and some servers say more. */
    private static final int LINE_LIMIT = 4096;

    private static final int LINES_LIMIT = 128;

    private final byte[] line = new byte[LINE_LIMIT];
    private final List<String> texts = new ArrayList<>();
    private int length;
    private int code;
    private String broken = "";

    /** What has come of the octets so far. */
    @ProviderType
    public sealed interface Result {
        /** The reply isn't whole yet; all octets are taken. */
        record Incomplete() implements Result {}

        /** A whole reply; octets behind it are left in the buffer. */
        record Complete(Reply reply) implements Result {}

        /** That is no reply. Every later call says so too. */
        record Broken(String why) implements Result {}
    }

    /** Takes octets up to the end of one reply. */
    public Result parse(ByteBuffer octets) {
        while (octets.hasRemaining() && broken.isEmpty()) {
            if (length == LINE_LIMIT) {
                return broken("reply line of over " + LINE_LIMIT + " octets");
            }
            byte octet = octets.get();
            line[length++] = octet;
            if (octet == '\n' && length > 1 && line[length - 2] == '\r' && takeLine()) {
                return complete();
            }
        }
        return broken.isEmpty() ? new Result.Incomplete() : new Result.Broken(broken);
    }

    /** Whether nothing of a reply has come yet. */
    public boolean isIdle() {
        return length == 0 && texts.isEmpty();
    }

    /** Takes the line; true for the last one of a reply. */
    private boolean takeLine() {
        int end = length - 2;
        length = 0;
        int lineCode = code(end);
        if (lineCode < 0 || (end > 3 && line[3] != ' ' && line[3] != '-')) {
            broken("not a reply line");
            return false;
        }
        if (!texts.isEmpty() && lineCode != code) {
            broken("codes differ within one reply: " + code + ", " + lineCode);
            return false;
        }
        if (texts.size() == LINES_LIMIT) {
            broken("reply of over " + LINES_LIMIT + " lines");
            return false;
        }
        code = lineCode;
        texts.add(end < 5 ? "" : new String(line, 4, end - 4, StandardCharsets.UTF_8));
        return end < 4 || line[3] == ' ';
    }

    private int code(int end) {
        if (end < 3 || line[0] < '2' || line[0] > '5' || !digit(line[1]) || !digit(line[2])) {
            return -1;
        }
        return (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
    }

    private static boolean digit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    private Result complete() {
        String enhanced = enhanced(texts.getFirst());
        List<String> lines = new ArrayList<>(texts.size());
        for (String text : texts) {
            boolean has = !enhanced.isEmpty() && text.startsWith(enhanced);
            lines.add(has ? text.substring(enhanced.length()).strip() : text);
        }
        texts.clear();
        return new Result.Complete(new Reply(code, enhanced, lines));
    }

    /**
     * The enhanced status at the start of a text (RFC 2034 section 4), of the code's class or none.
     */
    private String enhanced(String text) {
        int space = text.indexOf(' ');
        String word = space < 0 ? text : text.substring(0, space);
        boolean likely = word.length() >= 5 && word.length() <= 9 && word.charAt(1) == '.';
        if (!likely || word.charAt(0) - '0' != code / 100) {
            return "";
        }
        int dot = word.indexOf('.', 2);
        boolean good = dot > 0 && isGroup(word, 2, dot) && isGroup(word, dot + 1, word.length());
        return good ? word : "";
    }

    private static boolean isGroup(String word, int from, int to) {
        boolean good = to - from >= 1 && to - from <= 3;
        for (int i = from; good && i < to; i++) {
            good = Syntax.isDigit(word.charAt(i));
        }
        return good;
    }

    private Result broken(String why) {
        broken = why;
        return new Result.Broken(why);
    }
}
