// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.Command;
import io.postern.smtp.Reply;

import java.util.Set;

/** What each command does: what the state says, or the same in every state. */
final class Commands {
    /** Verbs of a browser that was talked into sending mail; nothing behind them may count. */
    private static final Set<String> HTTP =
            Set.of(
                    "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PATCH",
                    "PRI");

    private final Session session;

    Commands(Session session) {
        this.session = session;
    }

    /** Does it and answers; the state after it. */
    Phase obey(Phase phase, Command command) throws InterruptedException {
        return switch (command) {
            case Command.Ehlo(String name) -> {
                session.tally().junk();
                yield Hello.ehlo(session, name);
            }
            case Command.Helo(String name) -> {
                session.tally().junk();
                yield Hello.helo(session, name);
            }
            case Command.Mail mail -> phase.mail(mail);
            case Command.Rcpt rcpt -> phase.rcpt(rcpt);
            case Command.Data _ -> phase.data();
            case Command.Bdat bdat -> phase.bdat(bdat);
            case Command.StartTls _ -> phase.startTls();
            case Command.Auth auth -> phase.auth(auth);
            case Command.Xclient xclient -> phase.xclient(xclient);
            case Command.Rset _ -> {
                junk(Replies.OK);
                yield phase.reset();
            }
            default -> {
                answer(command);
                yield phase;
            }
        };
    }

    /** What changes no state. */
    private void answer(Command command) throws InterruptedException {
        switch (command) {
            case Command.Noop _ -> junk(Replies.OK);
            case Command.Help(String about) -> handled("HELP", about, Replies.HELP);
            case Command.Vrfy vrfy -> handled("VRFY", vrfy.whom(), Replies.VRFY);
            case Command.Expn expn -> handled("EXPN", expn.list(), Replies.NOT_IMPLEMENTED);
            case Command.Quit _ -> session.quit();
            case Command.Unknown(String verb, String argument) -> unknown(verb, argument);
            case Command.Malformed(String verb, Reply reply) -> malformed(verb, reply);
            default -> throw new IllegalStateException("changes the state: " + command.verb());
        }
    }

    private void unknown(String verb, String argument) throws InterruptedException {
        if (HTTP.contains(verb)) {
            throw SessionEndedException.because(Replies.WRONG_PROTOCOL);
        }
        handled(verb, argument, Replies.UNKNOWN);
    }

    private void handled(String verb, String argument, Reply otherwise)
            throws InterruptedException {
        Reply reply = Verbs.ask(session, verb, argument).orElse(otherwise);
        if (reply.isPermanent()) {
            session.fault(reply);
        } else {
            junk(reply);
        }
    }

    private void malformed(String verb, Reply reply) throws InterruptedException {
        switch (verb) {
            case "MAIL", "RCPT", "DATA", "AUTH" -> session.refuse(verb, reply);
            // How many octets are behind it isn't known, and they may look like commands.
            case "BDAT" -> throw SessionEndedException.because(reply);
            default -> session.fault(reply);
        }
    }

    private void junk(Reply reply) throws InterruptedException {
        session.tally().junk();
        session.reply(reply);
    }
}
