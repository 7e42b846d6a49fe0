// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Envelope;
import io.postern.api.mail.MailOptions;
import io.postern.spool.SpoolUnavailableException;
import io.postern.spool.SpooledMessage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What of a message a report brings back, its last part (RFC 3461 section 6.2): the header section,
 * or all of it where a failure is reported, RET=FULL asked for it, it isn't too long, and no
 * REQUIRETLS forbids it (RFC 8689 section 5).
 *
 * @param type of the part; those of RFC 6533 where the message needs SMTPUTF8
 * @param encoding its Content-Transfer-Encoding
 * @param text lines ended by CRLF, a character for each octet
 */
record Enclosure(String type, String encoding, String text) {
    private static final int MOST_HEADER_OCTETS = 8 * 1024;
    private static final int MOST_LINE = 998;

    /**
     * Reads it; without text where the message can't be read.
     *
     * @param most octets of a message that comes back whole
     */
    static Enclosure of(SpooledMessage message, Dsn.Action action, int most) {
        boolean wanted =
                action == Dsn.Action.FAILED
                        && message.options().returned() == MailOptions.Returned.FULL;
        return read(message, wanted, most);
    }

    /** The same where the postmaster is told, who wants to see all of it. */
    static Enclosure ofReport(SpooledMessage message, int most) {
        return read(message, true, most);
    }

    private static Enclosure read(SpooledMessage message, boolean wanted, int most) {
        boolean utf8 = message.options().smtputf8();
        try (InputStream content = message.message().content()) {
            if (wanted && mayBeWhole(message, most)) {
                byte[] all = content.readNBytes(most);
                if (areLines(all)) {
                    return whole(all, utf8);
                }
                return headers(Arrays.copyOf(all, Math.min(all.length, MOST_HEADER_OCTETS)), utf8);
            }
            return headers(content.readNBytes(MOST_HEADER_OCTETS), utf8);
        } catch (IOException | UncheckedIOException | SpoolUnavailableException _) {
            return headers(new byte[0], utf8);
        }
    }

    private static boolean mayBeWhole(SpooledMessage message, int most) {
        MailOptions options = message.options();
        return !options.requireTls()
                && options.body() != Envelope.BodyType.BINARY_MIME
                && message.size() <= most;
    }

    private static Enclosure whole(byte[] message, boolean utf8) {
        return new Enclosure(
                utf8 ? "message/global" : "message/rfc822",
                isAscii(message) ? "7bit" : "8bit",
                new String(message, StandardCharsets.ISO_8859_1));
    }

    /** The first lines of the header section, whole ones. */
    private static Enclosure headers(byte[] start, boolean utf8) {
        int end = 0;
        for (int i = 0; i + 1 < start.length; i++) {
            if (start[i] == '\r' && start[i + 1] == '\n') {
                if (i == end) {
                    break;
                }
                end = i + 2;
            }
        }
        byte[] headers = Arrays.copyOf(start, end);
        SevenBit part = SevenBit.of(headers);
        return new Enclosure(
                utf8 && !isAscii(headers) ? "message/global-headers" : "text/rfc822-headers",
                part.encoding(),
                part.text());
    }

    /** Whether it may stand in a part as it is (RFC 2045 sections 2.7 and 2.8). */
    private static boolean areLines(byte[] message) {
        int column = 0;
        for (int i = 0; i < message.length; i++) {
            if (message[i] == '\r' && i + 1 < message.length && message[i + 1] == '\n') {
                column = 0;
                i++;
            } else if (message[i] == '\r'
                    || message[i] == '\n'
                    || message[i] == 0
                    || ++column > MOST_LINE) {
                return false;
            }
        }
        return column == 0;
    }

    private static boolean isAscii(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }
}
