// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/** As much of DER (X.690) as private keys need. */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int NULL = 0x05;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;

    /** The context-specific, constructed tag [0]. */
    static final int FIELD_0 = 0xa0;

    private static final int LONG_FORM = 0x80;
    private static final int LENGTH_OCTETS = 4;

    private Der() {}

    /** One value with its tag and length. */
    static byte[] value(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(tag);
        length(value, content.size());
        value.writeBytes(content.toByteArray());
        return value.toByteArray();
    }

    /**
     * Steps over the next value, and gives its content where it has the tag.
     *
     * @throws IllegalArgumentException if it is another value, or cut
     */
    static ByteBuffer read(ByteBuffer in, int tag) {
        if (!isNext(in, tag)) {
            throw new IllegalArgumentException("expected the tag " + tag);
        }
        in.get();
        int length = length(in);
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return content;
    }

    static boolean isNext(ByteBuffer in, int tag) {
        return in.remaining() > 1 && (in.get(in.position()) & 0xff) == tag;
    }

    private static int length(ByteBuffer in) {
        int length = in.get() & 0xff;
        if (length >= LONG_FORM) {
            int octets = length - LONG_FORM;
            length = 0;
            for (int i = 0; i < octets && i < LENGTH_OCTETS && in.hasRemaining(); i++) {
                length = (length << Byte.SIZE) | (in.get() & 0xff);
            }
        }
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("cut");
        }
        return length;
    }

    private static void length(ByteArrayOutputStream out, int length) {
        if (length < LONG_FORM) {
            out.write(length);
            return;
        }
        byte[] octets = BigInteger.valueOf(length).toByteArray();
        int zeros = octets[0] == 0 ? 1 : 0;
        out.write(LONG_FORM + octets.length - zeros);
        out.write(octets, zeros, octets.length - zeros);
    }
}
