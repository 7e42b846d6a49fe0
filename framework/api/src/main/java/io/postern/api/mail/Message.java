// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import org.osgi.annotation.versioning.ProviderType;

import java.io.IOException;
import java.io.InputStream;

/**
 * A message: header section and body, the octets after DATA without dot-stuffing, lines ended by
 * CRLF. Safe for use by several threads; valid as long as the call it was handed to.
 */
@ProviderType
public interface Message extends Headers {
    /** Octets, CRLF counted as two. */
    long size();

    /** Whether an octet above 127 is in it: needs 8BITMIME of the next hop (RFC 6152). */
    boolean isEightBit();

    /**
     * The octets from the start; each call a new stream, read from the spool, so reads may block.
     */
    InputStream content() throws IOException;
}
