// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.Command;
import io.postern.smtp.Reply;

/**
 * A state of the dialogue (RFC 5321 section 4.1.4): what those commands do whose meaning depends on
 * it, and which state is next.
 *
 * <p>{@link AwaitHelo} until the client has said its name; {@link AwaitMail} without a transaction;
 * {@link CollectRecipients} with one; {@link CollectChunks} once its message comes by BDAT. A
 * refused command leaves the state as it was, save a chunk. The session's thread moves, and closes
 * each state it leaves.
 */
sealed interface Phase extends AutoCloseable
        permits AwaitHelo, AwaitMail, CollectRecipients, CollectChunks {
    /** Whose state it is. */
    Session session();

    /** MAIL. */
    Phase mail(Command.Mail mail) throws InterruptedException;

    /** RCPT. */
    Phase rcpt(Command.Rcpt rcpt) throws InterruptedException;

    /** DATA, and the message behind it. */
    Phase data() throws InterruptedException;

    /** BDAT, and the chunk behind it. */
    Phase bdat(Command.Bdat command) throws InterruptedException;

    /** Where RSET leads. */
    Phase reset();

    /** STARTTLS, and the handshake behind it; not within a transaction (RFC 3207 section 4). */
    default Phase startTls() throws InterruptedException {
        return refuse("STARTTLS", Replies.IN_TRANSACTION);
    }

    /** AUTH, and the exchange behind it; not within a transaction (RFC 4954 section 4). */
    default Phase auth(Command.Auth auth) throws InterruptedException {
        return refuse("AUTH", Replies.IN_TRANSACTION);
    }

    /** XCLIENT; not within a transaction. */
    default Phase xclient(Command.Xclient xclient) throws InterruptedException {
        return refuse("XCLIENT", Replies.IN_TRANSACTION);
    }

    /** Refuses a command, and stays. */
    default Phase refuse(String command, Reply reply) throws InterruptedException {
        session().refuse(command, reply);
        return this;
    }

    /** It is left for another one, or for good. */
    @Override
    default void close() {}
}
