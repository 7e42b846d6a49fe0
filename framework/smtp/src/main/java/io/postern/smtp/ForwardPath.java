// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.api.mail.Mailbox;

import org.osgi.annotation.versioning.ProviderType;

/** What RCPT TO names (RFC 5321 section 4.1.1.3). A source route before it is read and dropped. */
@ProviderType
public sealed interface ForwardPath {
    /** A mailbox. */
    record Of(Mailbox mailbox) implements ForwardPath {
        @Override
        public String toString() {
            return mailbox.toString();
        }
    }

    /** {@code <Postmaster>} without a domain, which every server must take. */
    record Postmaster() implements ForwardPath {
        @Override
        public String toString() {
            return "postmaster";
        }
    }
}
