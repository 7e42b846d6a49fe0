// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import io.postern.api.mail.Envelope.BodyType;

/**
 * What the parameters of MAIL FROM ask of every hop.
 *
 * @param body what the octets of the message are like (RFC 6152, RFC 3030)
 * @param smtputf8 whether addresses or header fields hold UTF-8 (RFC 6531)
 * @param requireTls whether each hop must be in TLS with a trusted peer (RFC 8689)
 * @param returned how much of the message a report of failure brings back (RFC 3461 section 4.3)
 * @param envelopeId ENVID, decoded, up to 100 octets of printable US-ASCII; empty where nothing was
 *     said (RFC 3461 section 4.4)
 */
public record MailOptions(
        BodyType body, boolean smtputf8, boolean requireTls, Returned returned, String envelopeId) {
    /** Nothing asked: seven bits. */
    public static final MailOptions NONE = of(BodyType.SEVEN_BIT);

    public MailOptions {
        if (!Text.isPrintableAscii(envelopeId)) {
            throw new IllegalArgumentException("no ENVID: '" + Text.oneLine(envelopeId) + "'");
        }
    }

    /** Nothing asked but this. */
    public static MailOptions of(BodyType body) {
        return new MailOptions(body, false, false, Returned.UNSAID, "");
    }

    /** RET of MAIL FROM (RFC 3461 section 4.3). */
    public enum Returned {
        /** Nothing was said: the header section. */
        UNSAID,
        /** All of the message. */
        FULL,
        /** The header section. */
        HEADERS
    }
}
