// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import org.osgi.annotation.versioning.ProviderType;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A message: header section and body, the octets after DATA without dot-stuffing, lines ended by
 * CRLF. Safe for use by several threads; valid as long as the call it was handed to.
 */
@ProviderType
public interface Message {
    /** Octets, CRLF counted as two. */
    long size();

    /** The header section's fields from the top, at most the first 1 MiB of them. */
    List<HeaderField> headers();

    /** The value of the topmost field of that name. */
    default Optional<String> header(String name) {
        return headers().stream()
                .filter(field -> field.is(name))
                .map(HeaderField::value)
                .findFirst();
    }

    /** Whether an octet above 127 is in it: needs 8BITMIME of the next hop (RFC 6152). */
    boolean isEightBit();

    /**
     * The octets from the start; each call a new stream, read from the spool, so reads may block.
     */
    InputStream content() throws IOException;
}
