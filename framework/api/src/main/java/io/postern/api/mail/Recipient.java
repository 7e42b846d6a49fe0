// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

/**
 * One recipient of an envelope.
 *
 * @param mailbox who gets the message; what an alias or a forwarding file made of it
 * @param original who the client named in RCPT TO; what a bounce speaks of
 * @param dsn what the sender wants to be told of
 * @param returnPath who the sender is of the copy that it gets
 */
public record Recipient(Mailbox mailbox, Mailbox original, DsnRequest dsn, ReturnPath returnPath) {
    /** With the sender of the message. */
    public Recipient(Mailbox mailbox, Mailbox original, DsnRequest dsn) {
        this(mailbox, original, dsn, ReturnPath.OF_MESSAGE);
    }

    /** As the client named it, without a word on notifications. */
    public static Recipient of(Mailbox mailbox) {
        return new Recipient(mailbox, mailbox, DsnRequest.NONE);
    }

    /** Who gets the message instead; bounces still speak of the original. */
    public Recipient redirectedTo(Mailbox other) {
        return new Recipient(other, original, dsn, returnPath);
    }

    /** The same with a sender of its copy, where that is one of its own. */
    public Recipient from(ReturnPath other) {
        return other instanceof ReturnPath.Own
                ? new Recipient(mailbox, original, dsn, other)
                : this;
    }

    /**
     * Where bounces about it go, and what the next hop is told.
     *
     * @param ofMessage where those of the message go
     */
    public ReversePath reversePath(ReversePath ofMessage) {
        return switch (returnPath) {
            case ReturnPath.OfMessage _ -> ofMessage;
            case ReturnPath.Own(ReversePath own) -> own;
        };
    }

    @Override
    public String toString() {
        return mailbox.toString();
    }
}
