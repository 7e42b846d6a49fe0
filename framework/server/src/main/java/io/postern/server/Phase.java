// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.Command;

/**
 * A state of the dialogue (RFC 5321 section 4.1.4): what those commands do whose meaning depends on
 * it, and which state is next.
 *
 * <p>{@link AwaitHelo} until the client has said its name; {@link AwaitMail} without a transaction;
 * {@link CollectRecipients} with one. A refused command leaves the state as it was. The session's
 * thread moves.
 */
sealed interface Phase permits AwaitHelo, AwaitMail, CollectRecipients {
    /** MAIL. */
    Phase mail(Command.Mail mail) throws InterruptedException;

    /** RCPT. */
    Phase rcpt(Command.Rcpt rcpt) throws InterruptedException;

    /** DATA, and the message behind it. */
    Phase data() throws InterruptedException;

    /** Where RSET leads. */
    Phase reset();
}
