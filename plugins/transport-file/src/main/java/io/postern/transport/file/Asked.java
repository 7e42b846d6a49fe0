// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.file;

import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.transport.DeliveryAttempt;

/** What MAIL's parameters ask of whoever takes the message further. */
final class Asked {
    private Asked() {}

    /** As the client said, with what has become true since. */
    static MailOptions of(DeliveryAttempt attempt) {
        MailOptions asked = attempt.options();
        BodyType body = asked.body();
        if (body != BodyType.BINARY_MIME) {
            body = attempt.message().isEightBit() ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT;
        }
        return new MailOptions(
                body,
                asked.smtputf8() || BatchSmtp.hasUtf8(attempt),
                asked.requireTls(),
                asked.returned(),
                asked.envelopeId());
    }
}
