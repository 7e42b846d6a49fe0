// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.Command;

/** The client hasn't said its name. */
record AwaitHelo(Session session) implements Phase {
    @Override
    public Phase mail(Command.Mail mail) throws InterruptedException {
        return refuse("MAIL", Replies.HELLO_FIRST);
    }

    @Override
    public Phase rcpt(Command.Rcpt rcpt) throws InterruptedException {
        return refuse("RCPT", Replies.HELLO_FIRST);
    }

    @Override
    public Phase data() throws InterruptedException {
        return refuse("DATA", Replies.HELLO_FIRST);
    }

    @Override
    public Phase bdat(Command.Bdat command) throws InterruptedException {
        Chunk.swallow(session, command);
        return refuse("BDAT", Replies.HELLO_FIRST);
    }

    @Override
    public Phase startTls() throws InterruptedException {
        return refuse("STARTTLS", Replies.HELLO_FIRST);
    }

    @Override
    public Phase auth(Command.Auth auth) throws InterruptedException {
        return refuse("AUTH", Replies.HELLO_FIRST);
    }

    @Override
    public Phase xclient(Command.Xclient xclient) throws InterruptedException {
        return new Impersonation(session).run(xclient, this);
    }

    @Override
    public Phase reset() {
        return this;
    }
}
