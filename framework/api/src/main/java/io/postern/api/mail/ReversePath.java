// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import org.osgi.annotation.versioning.ProviderType;

/** Where a bounce would go. The null reverse-path is a value, never {@code null}. */
@ProviderType
public sealed interface ReversePath {
    /** {@code <>}: nobody is told, as for a bounce (RFC 5321 section 4.5.5). */
    record Null() implements ReversePath {
        @Override
        public String toString() {
            return "";
        }
    }

    /** A mailbox to tell. */
    record Of(Mailbox mailbox) implements ReversePath {
        @Override
        public String toString() {
            return mailbox.toString();
        }
    }
}
