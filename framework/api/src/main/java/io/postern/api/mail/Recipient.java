// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

/**
 * One recipient of an envelope.
 *
 * @param mailbox who gets the message; what an alias or a forwarding file made of it
 * @param original who the client named in RCPT TO; what a bounce speaks of
 */
public record Recipient(Mailbox mailbox, Mailbox original) {
    /** As the client named it. */
    public static Recipient of(Mailbox mailbox) {
        return new Recipient(mailbox, mailbox);
    }

    @Override
    public String toString() {
        return mailbox.toString();
    }
}
