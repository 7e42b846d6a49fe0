// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import java.util.List;

/**
 * What MAIL FROM and RCPT TO said, apart from the message (RFC 5321 section 2.3.1).
 *
 * @param reversePath where bounces go
 * @param recipients in the order they were named, none twice
 * @param options what MAIL's parameters asked
 */
public record Envelope(ReversePath reversePath, List<Recipient> recipients, MailOptions options) {
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /** BODY of MAIL FROM (RFC 6152, RFC 3030). */
    public enum BodyType {
        /** Lines of US-ASCII, also when nothing was said. */
        SEVEN_BIT,
        /** Lines of any octets. */
        EIGHT_BIT_MIME,
        /** Octets without any lines: goes only where BINARYMIME is offered (RFC 3030 section 3). */
        BINARY_MIME
    }
}
