// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import java.util.Set;

/**
 * What RCPT TO asked to be told of (RFC 3461). Kept when a recipient is redirected.
 *
 * @param events of what; empty where nothing was said, which is failure and delay; {@link
 *     Notify#NEVER} stands alone
 * @param originalRecipient ORCPT decoded, {@code type;address} without control characters; empty
 *     where nothing was said
 */
public record DsnRequest(Set<Notify> events, String originalRecipient) {
    /** Nothing asked. */
    public static final DsnRequest NONE = new DsnRequest(Set.of(), "");

    public DsnRequest {
        events = Set.copyOf(events);
        if (events.contains(Notify.NEVER) && events.size() > 1) {
            throw new IllegalArgumentException("NEVER stands alone: " + events);
        }
        if (Text.hasControls(originalRecipient)) {
            throw new IllegalArgumentException(
                    "no ORCPT: '" + Text.oneLine(originalRecipient) + "'");
        }
    }

    /** Whether the sender wants to hear of it. */
    public boolean wants(Notify event) {
        return events.isEmpty() ? event.byDefault : events.contains(event);
    }

    /** NOTIFY of RCPT TO (RFC 3461 section 4.1). */
    public enum Notify {
        /** Of nothing. */
        NEVER(false),
        /** That it was delivered, or relayed to where no report will come from. */
        SUCCESS(false),
        /** That it failed for good. */
        FAILURE(true),
        /** That it takes long. */
        DELAY(true);

        private final boolean byDefault;

        Notify(boolean byDefault) {
            this.byDefault = byDefault;
        }
    }
}
