// SPDX-License-Identifier: Apache-2.0
package io.postern.router.alias;

import io.postern.api.mail.Mailbox;

import java.util.Optional;

/** One of those that get an alias's mail. */
sealed interface Target {
    /** A mailbox in the alias's own domain, whichever that is. */
    record Here(String localPart) implements Target {}

    /** A mailbox anywhere. */
    record At(Mailbox there) implements Target {}

    /** {@code /dev/null}. */
    record Nobody() implements Target {}

    /** Who that is for this alias. */
    default Optional<Mailbox> mailbox(Mailbox alias) {
        return switch (this) {
            case Here(String localPart) -> Optional.of(new Mailbox(localPart, alias.domain()));
            case At(Mailbox there) -> Optional.of(there);
            case Nobody() -> Optional.empty();
        };
    }
}
