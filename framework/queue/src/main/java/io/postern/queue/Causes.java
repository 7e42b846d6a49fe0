// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Status;
import io.postern.api.transport.Cause;
import io.postern.api.transport.DeliveryOutcome;

import java.util.List;
import java.util.Locale;

/**
 * Finds the class of a deferral, from its status where that says enough, else from the words that
 * large receivers use. Whom it blames is the transport's word; this says why.
 */
final class Causes {
    private static final List<String> GREYLIST =
            List.of("greylist", "graylist", "grey-list", "gray-list", "grey list", "gray list");
    private static final List<String> RATE =
            List.of(
                    "rate limit",
                    "ratelimit",
                    "rate-limit",
                    "throttl",
                    "too many messages",
                    "too many connections",
                    "too fast",
                    "unusual rate");
    private static final List<String> FULL =
            List.of("mailbox full", "mailbox is full", "over quota", "overquota", "quota exceeded");

    /** Of 4.7.4: the host wants a login that we can't do, or offers none. */
    private static final int NO_LOGIN = 4;

    private Causes() {}

    static Cause of(DeliveryOutcome.Deferred deferred) {
        return deferred.peer().reply().isEmpty()
                ? unanswered(deferred.status())
                : answered(deferred.status(), deferred.peer().reply());
    }

    /** By the codes that routing and transports choose. */
    private static Cause unanswered(Status.Transient status) {
        int detail = status.detail();
        return switch (status.subject()) {
            case 4 -> detail == 3 || detail == 4 ? Cause.DNS : Cause.CONNECT;
            case 7 -> detail == NO_LOGIN ? Cause.LOCAL : Cause.TLS;
            case 3 -> Cause.LOCAL;
            default -> Cause.OTHER;
        };
    }

    private static Cause answered(Status.Transient status, String reply) {
        String words = reply.toLowerCase(Locale.ROOT);
        if (hasOne(words, GREYLIST)) {
            return Cause.GREYLISTED;
        }
        if (is(status, 2, 2) || hasOne(words, FULL)) {
            return Cause.MAILBOX_FULL;
        }
        if (is(status, 7, 28) || is(status, 4, 5) || hasOne(words, RATE)) {
            return Cause.RATE_LIMITED;
        }
        if (is(status, 7, 8)) {
            return Cause.LOCAL;
        }
        if (is(status, 7, 10) || is(status, 7, 11)) {
            return Cause.TLS;
        }
        return status.subject() == 3 || words.startsWith("421") ? Cause.SERVER : Cause.OTHER;
    }

    private static boolean is(Status.Transient status, int subject, int detail) {
        return status.subject() == subject && status.detail() == detail;
    }

    private static boolean hasOne(String words, List<String> known) {
        return known.stream().anyMatch(words::contains);
    }
}
