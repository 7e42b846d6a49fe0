// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The commands of a transaction, prepared; of one thread. */
final class Words {
    /** What a recipient's number and its domain's, or a literal, add, at most. */
    private static final int NUMBERS = 24;

    private static final byte[] DATA = ascii("DATA\r\n");
    private static final byte[] BDAT = ascii("BDAT ");
    private static final byte[] LAST = ascii(" LAST\r\n");

    private final byte[] mail;
    private final byte[] rcptStart;
    private final byte[] rcptDomain;
    private final byte[] rcptEnd;
    private final int domains;

    /** The end of the command for each domain; none where they are no address literals. */
    private final byte[][] literals;

    private final int recipients;
    private final byte[] digits = new byte[20];

    Words(Addresses addresses) {
        mail = ascii("MAIL FROM:<" + addresses.from() + ">\r\n");
        String to = addresses.to();
        int at = to.lastIndexOf('@');
        rcptStart = ascii("RCPT TO:<" + to.substring(0, at));
        domains = addresses.domains();
        rcptDomain = ascii(domains == 1 ? to.substring(at) : "@d");
        rcptEnd = ascii(domains == 1 ? ">\r\n" : "." + to.substring(at + 1) + ">\r\n");
        literals =
                addresses.literals().stream()
                        .map(address -> ascii("@[" + address.getHostAddress() + "]>\r\n"))
                        .toArray(byte[][]::new);
        recipients = addresses.recipients();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** How much room all commands of a message take, at most. */
    int room() {
        int rcpt = rcptStart.length + rcptDomain.length + rcptEnd.length + NUMBERS;
        return mail.length + recipients * rcpt + BDAT.length + NUMBERS + LAST.length;
    }

    void mail(ByteBuffer out) {
        out.put(mail);
    }

    void rcpt(long sequence, int recipient, ByteBuffer out) {
        out.put(rcptStart);
        if (recipient > 0) {
            out.put((byte) '+');
            number(recipient, out);
        }
        if (literals.length > 0) {
            out.put(literals[(int) (sequence % literals.length)]);
            return;
        }
        out.put(rcptDomain);
        if (domains > 1) {
            number(sequence % domains, out);
        }
        out.put(rcptEnd);
    }

    void data(ByteBuffer out) {
        out.put(DATA);
    }

    void bdat(int size, ByteBuffer out) {
        out.put(BDAT);
        number(size, out);
        out.put(LAST);
    }

    private void number(long value, ByteBuffer out) {
        int width = 1;
        for (long left = value / 10; left > 0; left /= 10) {
            width++;
        }
        Digits.write(value, digits, 0, width);
        out.put(digits, 0, width);
    }
}
