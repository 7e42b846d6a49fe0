// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.api.mail.MailOptions;

import java.util.OptionalLong;

/**
 * What stands behind the path of MAIL FROM.
 *
 * @param octets SIZE (RFC 1870), {@link Long#MAX_VALUE} where it is larger than that; -1 where
 *     nothing was said
 * @param options BODY, SMTPUTF8, REQUIRETLS, RET and ENVID
 * @param auth who submitted it at first (RFC 4954 section 5), decoded; {@code <>} where that isn't
 *     known, empty where nothing was said
 */
public record MailParameters(long octets, MailOptions options, String auth) {
    /** No parameters. */
    public static final MailParameters NONE = new MailParameters(-1, MailOptions.NONE, "");

    /** SIZE, empty where nothing was said. */
    public OptionalLong size() {
        return octets < 0 ? OptionalLong.empty() : OptionalLong.of(octets);
    }

    /** As they stand in the line, each with a space before it. */
    String line() {
        String body =
                switch (options.body()) {
                    case SEVEN_BIT -> "";
                    case EIGHT_BIT_MIME -> " BODY=8BITMIME";
                    case BINARY_MIME -> " BODY=BINARYMIME";
                };
        String returned =
                switch (options.returned()) {
                    case UNSAID -> "";
                    case FULL -> " RET=FULL";
                    case HEADERS -> " RET=HDRS";
                };
        return (octets < 0 ? "" : " SIZE=" + octets)
                + body
                + (options.smtputf8() ? " SMTPUTF8" : "")
                + (options.requireTls() ? " REQUIRETLS" : "")
                + returned
                + xtext(" ENVID=", options.envelopeId())
                + xtext(" AUTH=", auth);
    }

    private static String xtext(String keyword, String value) {
        return value.isEmpty() ? "" : keyword + Xtext.encode(value);
    }
}
