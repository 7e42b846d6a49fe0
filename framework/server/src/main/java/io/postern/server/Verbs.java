// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Status;
import io.postern.api.policy.CommandAnswer;
import io.postern.api.policy.CommandHandler;
import io.postern.hooks.Answer;
import io.postern.hooks.Hook;
import io.postern.smtp.Reply;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Verbs that are left to others: VRFY, EXPN, HELP, ETRN, and those that aren't known here. */
final class Verbs {
    private Verbs() {}

    /** What the handlers of a verb answer; empty where it is the core's. */
    static Optional<Reply> ask(Session session, String verb, String argument)
            throws InterruptedException {
        return reply(
                session.ask(
                        session.server().policies().command(),
                        handler -> strings(handler, CommandHandler.VERBS).contains(verb),
                        handler -> handler.onCommand(verb, argument, session.client()),
                        CommandAnswer.Pass.class::isInstance));
    }

    /** A service property that is a String[], or one String. */
    static List<String> strings(Hook<?> hook, String property) {
        return switch (hook.properties().get(property)) {
            case String[] many -> Arrays.asList(many);
            case String one -> List.of(one);
            case null, default -> List.of();
        };
    }

    private static Optional<Reply> reply(Answer<CommandAnswer> answer) {
        return switch (answer) {
            case Answer.None<CommandAnswer> _ -> Optional.empty();
            case Answer.Given<CommandAnswer>(CommandAnswer.Pass _, _) -> Optional.empty();
            case Answer.Given<CommandAnswer>(CommandAnswer.Reply(int code, Status status), _) ->
                    Optional.of(reply(code, status));
            case Answer.Trouble<CommandAnswer> _ -> Optional.of(Replies.HOOK_TROUBLE);
        };
    }

    /** A code that isn't of the class of its status is a mistake of the hook's. */
    private static Reply reply(int code, Status status) {
        return code / 100 == status.code().charAt(0) - '0'
                ? new Reply(code, status.code(), status.text().lines().toList())
                : Replies.HOOK_TROUBLE;
    }
}
