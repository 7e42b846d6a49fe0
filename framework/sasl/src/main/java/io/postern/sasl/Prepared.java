// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import com.ongres.saslprep.SASLprep;
import com.ongres.stringprep.Profile;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Names and passwords as they are compared (RFC 4013). */
public final class Prepared {
    /** Octets of a name or password: more than any, little for who hashes it. */
    private static final int LIMIT = 1024;

    private static final Profile SASLPREP = new SASLprep();

    private Prepared() {}

    /** The prepared text; empty where nothing is left or it holds what is prohibited. */
    public static Optional<String> of(String text) {
        try {
            return Optional.of(SASLPREP.prepareStored(text)).filter(name -> !name.isEmpty());
        } catch (IllegalArgumentException prohibited) {
            return Optional.empty();
        } catch (IndexOutOfBoundsException nothingLeft) {
            // The library's way to say that the mapping left nothing (2.2).
            return Optional.empty();
        }
    }

    /** As {@link #of(String)}, of octets, which must be UTF-8 and not too many. */
    static Optional<String> of(byte[] octets, int start, int end) {
        return end - start > LIMIT
                ? Optional.empty()
                : utf8(octets, start, end).flatMap(Prepared::of);
    }

    /** The text; empty where it isn't UTF-8. */
    static Optional<String> utf8(byte[] octets, int start, int end) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(octets, start, end - start))
                            .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
