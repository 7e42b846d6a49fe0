// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.Command;

/** The client hasn't said its name. */
record AwaitHelo(Session session) implements Phase {
    @Override
    public Phase mail(Command.Mail mail) throws InterruptedException {
        session.refuse("MAIL", Replies.HELLO_FIRST);
        return this;
    }

    @Override
    public Phase rcpt(Command.Rcpt rcpt) throws InterruptedException {
        session.refuse("RCPT", Replies.HELLO_FIRST);
        return this;
    }

    @Override
    public Phase data() throws InterruptedException {
        session.refuse("DATA", Replies.HELLO_FIRST);
        return this;
    }

    @Override
    public Phase reset() {
        return this;
    }
}
