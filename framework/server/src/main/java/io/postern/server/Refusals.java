// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.policy.Verdict;
import io.postern.hooks.Answer;
import io.postern.smtp.Reply;

import java.util.Optional;

/** What the client hears of what hooks said: a reply, or nothing where they let it through. */
final class Refusals {
    private Refusals() {}

    /** Of a policy: no opinion is a yes, trouble is a 451. */
    static Optional<Reply> of(Answer<Verdict> answer) {
        return switch (answer) {
            case Answer.None<Verdict> _ -> Optional.empty();
            case Answer.Trouble<Verdict> _ -> Optional.of(Replies.HOOK_TROUBLE);
            case Answer.Given<Verdict>(Verdict verdict, _) ->
                    switch (verdict) {
                        case Verdict.Pass _, Verdict.Accept _ -> Optional.empty();
                        case Verdict.Defer(var status) -> Optional.of(Reply.of(451, status));
                        case Verdict.Reject(var status) -> Optional.of(Reply.of(550, status));
                    };
        };
    }

    /** The same at the greeting, where RFC 5321 section 3.1 knows only 421 and 554. */
    static Reply asGreeting(Reply reply) {
        return new Reply(reply.isPermanent() ? 554 : 421, reply.enhanced(), reply.lines());
    }
}
