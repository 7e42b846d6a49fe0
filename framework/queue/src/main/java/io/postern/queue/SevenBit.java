// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import java.nio.charset.StandardCharsets;

/**
 * The body of a MIME part in US-ASCII lines that any next hop takes: as it is where it is that
 * already, else quoted-printable (RFC 2045 section 6.7).
 *
 * @param encoding its Content-Transfer-Encoding
 * @param text lines ended by CRLF
 */
record SevenBit(String encoding, String text) {
    private static final int MOST_PLAIN = 998;
    private static final int MOST_QUOTED = 76;

    static SevenBit of(byte[] octets) {
        return isPlain(octets)
                ? new SevenBit("7bit", new String(octets, StandardCharsets.US_ASCII))
                : new SevenBit("quoted-printable", quoted(octets));
    }

    private static boolean isPlain(byte[] octets) {
        int column = 0;
        for (int i = 0; i < octets.length; i++) {
            if (isLineEnd(octets, i)) {
                column = 0;
                i++;
            } else if ((octets[i] < ' ' && octets[i] != '\t')
                    || octets[i] == 127
                    || ++column > MOST_PLAIN) {
                return false;
            }
        }
        return column == 0;
    }

    private static String quoted(byte[] octets) {
        StringBuilder text = new StringBuilder(octets.length + octets.length / 4);
        int column = 0;
        for (int i = 0; i < octets.length; i++) {
            if (isLineEnd(octets, i)) {
                text.append("\r\n");
                column = 0;
                i++;
                continue;
            }
            String shown = shown(octets, i);
            if (column + shown.length() > MOST_QUOTED - 1) {
                text.append("=\r\n");
                column = 0;
            }
            text.append(shown);
            column += shown.length();
        }
        return text.append(column == 0 ? "" : "\r\n").toString();
    }

    /** Blanks at the end of a line would be lost, so they are quoted there. */
    private static String shown(byte[] octets, int i) {
        int octet = octets[i] & 0xff;
        boolean blank = octet == ' ' || octet == '\t';
        boolean last = i + 1 == octets.length || isLineEnd(octets, i + 1);
        return (blank && !last) || (octet > ' ' && octet < 127 && octet != '=')
                ? String.valueOf((char) octet)
                : String.format("=%02X", octet);
    }

    private static boolean isLineEnd(byte[] octets, int i) {
        return octets[i] == '\r' && i + 1 < octets.length && octets[i + 1] == '\n';
    }
}
