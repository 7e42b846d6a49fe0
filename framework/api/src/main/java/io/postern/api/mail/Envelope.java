// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import java.util.List;

/**
 * What MAIL FROM and RCPT TO said, apart from the message (RFC 5321 section 2.3.1).
 *
 * @param reversePath where bounces go
 * @param recipients in the order they were named, none twice
 * @param body what MAIL's BODY parameter said of the message (RFC 6152)
 */
public record Envelope(ReversePath reversePath, List<Recipient> recipients, BodyType body) {
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /** BODY of MAIL FROM (RFC 6152). */
    public enum BodyType {
        /** Lines of US-ASCII, also when nothing was said. */
        SEVEN_BIT,
        /** Lines of any octets. */
        EIGHT_BIT_MIME
    }
}
