// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

/**
 * One recipient of an envelope.
 *
 * @param mailbox who gets the message; what an alias or a forwarding file made of it
 * @param original who the client named in RCPT TO; what a bounce speaks of
 * @param dsn what the sender wants to be told of
 */
public record Recipient(Mailbox mailbox, Mailbox original, DsnRequest dsn) {
    /** As the client named it, without a word on notifications. */
    public static Recipient of(Mailbox mailbox) {
        return new Recipient(mailbox, mailbox, DsnRequest.NONE);
    }

    /** Who gets the message instead; bounces still speak of the original. */
    public Recipient redirectedTo(Mailbox other) {
        return new Recipient(other, original, dsn);
    }

    @Override
    public String toString() {
        return mailbox.toString();
    }
}
