// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A moment as header fields have it (RFC 5322 section 3.3), to the second. */
public final class MailDate {
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private MailDate() {}

    /** In UTC: {@code Wed, 25 Nov 2026 00:30:00 +0000}. */
    public static String utc(Instant when) {
        return in(ZoneOffset.UTC, when);
    }

    /** In the time of a zone, whose offset stands at the end. */
    public static String in(ZoneId zone, Instant when) {
        return DATE_TIME.format(when.atZone(zone));
    }
}
