// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * An operator's word that nothing is tried for some mail. It is still taken, and gets old.
 *
 * @param kind what the name names
 * @param name a domain ({@code *.} for those below), a site, a sender's address or {@code @domain},
 *     a source of {@code egress:}
 * @param since when it was said
 * @param until when it ends by itself; {@link Instant#MAX} where it doesn't
 * @param who said it
 * @param why may be empty
 */
public record Suspension(
        Kind kind, String name, Instant since, Instant until, String who, String why) {

    /** What can be suspended. */
    public enum Kind {
        /** Recipients in a domain. */
        DOMAIN,
        /** What goes to a site. */
        SITE,
        /** What a sender sent. */
        SENDER,
        /** What would leave from a source; other sources of its pool take its mail. */
        SOURCE;

        /** As operators write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The one that is written so; empty where there is none. */
        public static Optional<Kind> of(String word) {
            return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
        }
    }
}
