// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.api.mail.Status;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A reply (RFC 5321 section 4.2): three digits, maybe an enhanced status (RFC 2034), text.
 *
 * @param code 200 to 599
 * @param enhanced {@code 5.7.1}, of the class of the code; empty where there is none
 * @param lines the text without code and enhanced status, at least one line, none with control
 *     characters
 */
public record Reply(int code, String enhanced, List<String> lines) {
    /** Octets in a line with CRLF (RFC 5321 section 4.5.3.1.5). */
    private static final int LINE_LIMIT = 512;

    public Reply {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("no reply code: " + code);
        }
        if (!enhanced.isEmpty() && enhanced.charAt(0) != '0' + code / 100) {
            throw new IllegalArgumentException("enhanced status " + enhanced + " in a " + code);
        }
        lines = lines.isEmpty() ? List.of("") : lines.stream().map(Reply::oneLine).toList();
    }

    /** One line without an enhanced status. */
    public static Reply of(int code, String text) {
        return new Reply(code, "", List.of(text));
    }

    /** One line with an enhanced status. */
    public static Reply of(int code, String enhanced, String text) {
        return new Reply(code, enhanced, List.of(text));
    }

    /** One line with a status and its text. */
    public static Reply of(int code, Status status) {
        return new Reply(code, status.code(), List.of(status.text()));
    }

    /** All lines in one, with spaces between them. */
    public String text() {
        return String.join(" ", lines);
    }

    /** 2yz. */
    public boolean isPositive() {
        return code < 300;
    }

    /** 3yz: go on. */
    public boolean isIntermediate() {
        return code / 100 == 3;
    }

    /** 4yz. */
    public boolean isTransient() {
        return code / 100 == 4;
    }

    /** 5yz. */
    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /**
     * What the reply says, for who keeps it. Subject and detail are those of the enhanced status,
     * or 0. A 3yz where it was not asked for means nothing: a temporary failure.
     */
    public Status status() {
        int dot = enhanced.indexOf('.', 2);
        int subject = enhanced.isEmpty() ? 0 : Integer.parseInt(enhanced.substring(2, dot));
        int detail = enhanced.isEmpty() ? 0 : Integer.parseInt(enhanced.substring(dot + 1));
        return switch (code / 100) {
            case 2 -> new Status.Success(subject, detail, text());
            case 4 -> new Status.Transient(subject, detail, text());
            case 5 -> new Status.Permanent(subject, detail, text());
            default -> new Status.Transient(5, 0, "unexpected reply " + this);
        };
    }

    /**
     * As it goes over the wire, CRLF at the end of each line. A line that is too long becomes
     * several; what isn't ASCII becomes {@code ?}.
     */
    public byte[] octets() {
        String prefix = enhanced.isEmpty() ? "" : enhanced + " ";
        int room = LINE_LIMIT - 2 - 4 - prefix.length();
        List<String> wire = lines.size() == 1 && fits(room) ? lines : wrapped(room);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < wire.size(); i++) {
            boolean last = i == wire.size() - 1;
            text.append(code).append(last ? ' ' : '-').append(prefix).append(wire.get(i));
            text.append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** One line, as for a log. */
    @Override
    public String toString() {
        return code + (enhanced.isEmpty() ? " " : " " + enhanced + " ") + text();
    }

    private boolean fits(int room) {
        return lines.getFirst().length() <= room;
    }

    private List<String> wrapped(int room) {
        List<String> wire = new ArrayList<>();
        for (String line : lines) {
            int from = 0;
            do {
                int to = Math.min(from + room, line.length());
                wire.add(line.substring(from, to));
                from = to;
            } while (from < line.length());
        }
        return wire;
    }

    private static String oneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return text.replaceAll("\\p{Cntrl}|[\\x80-\\x9f]", " ");
            }
        }
        return text;
    }
}
