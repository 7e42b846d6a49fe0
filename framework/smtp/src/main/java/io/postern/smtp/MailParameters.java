// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.api.mail.Envelope.BodyType;

import java.util.OptionalLong;

/**
 * What stands behind the path of MAIL FROM.
 *
 * @param octets SIZE (RFC 1870), {@link Long#MAX_VALUE} where it is larger than that; -1 where
 *     nothing was said
 * @param body BODY (RFC 6152)
 */
public record MailParameters(long octets, BodyType body) {
    /** No parameters. */
    public static final MailParameters NONE = new MailParameters(-1, BodyType.SEVEN_BIT);

    /** SIZE, empty where nothing was said. */
    public OptionalLong size() {
        return octets < 0 ? OptionalLong.empty() : OptionalLong.of(octets);
    }

    /** As they stand in the line, each with a space before it. */
    String line() {
        String size = octets < 0 ? "" : " SIZE=" + octets;
        return switch (body) {
            case SEVEN_BIT -> size;
            case EIGHT_BIT_MIME -> size + " BODY=8BITMIME";
        };
    }
}
