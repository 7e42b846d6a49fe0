// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;

import java.time.Instant;
import java.util.List;

/** Where one recipient of a message stands. Each but {@link Waiting} is an end. */
public sealed interface RecipientState {
    /**
     * To be tried.
     *
     * @param attempts how many there were
     * @param due when to try next; the time of acceptance before the first attempt
     * @param last why the last one was put off; empty before the first
     * @param doubtful whether one of them may have delivered it all the same
     */
    record Waiting(int attempts, Instant due, String last, boolean doubtful)
            implements RecipientState {
        /** No attempt has delivered it. */
        public Waiting(int attempts, Instant due, String last) {
            this(attempts, due, last, false);
        }
    }

    /** The next hop has it. */
    record Delivered(String by) implements RecipientState {}

    /** Never; the sender has been told, where there is one to tell. */
    record Failed(Status.Permanent status) implements RecipientState {}

    /** Others get it instead; they are appended to the message's recipients as waiting. */
    record Redirected(List<Recipient> recipients) implements RecipientState {
        public Redirected {
            recipients = List.copyOf(recipients);
        }
    }

    /** Dropped on purpose. */
    record Discarded(String reason) implements RecipientState {}
}
