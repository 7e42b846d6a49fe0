// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.policy.Verdict;
import io.postern.hooks.Answer;
import io.postern.smtp.Reply;
import io.postern.spool.SpoolFullException;
import io.postern.spool.SpoolUnavailableException;

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

    /** Of a policy on a login that was verified: no opinion is a yes, trouble is a 454. */
    static Optional<Reply> ofLogin(Answer<Verdict> answer) {
        return switch (answer) {
            case Answer.None<Verdict> _ -> Optional.empty();
            case Answer.Trouble<Verdict> _ -> Optional.of(Replies.AUTH_TROUBLE);
            case Answer.Given<Verdict>(Verdict verdict, _) ->
                    switch (verdict) {
                        case Verdict.Pass _, Verdict.Accept _ -> Optional.empty();
                        case Verdict.Defer(var status) -> Optional.of(Reply.of(454, status));
                        case Verdict.Reject(var status) -> Optional.of(Reply.of(535, status));
                    };
        };
    }

    /**
     * Of the spool: nothing where it did what it was asked, else a 4yz.
     *
     * @param step what the spool is to do
     */
    static Optional<Reply> of(SpoolStep step) throws InterruptedException {
        try {
            step.run();
            return Optional.empty();
        } catch (SpoolFullException _) {
            return Optional.of(Replies.SPOOL_FULL);
        } catch (SpoolUnavailableException _) {
            return Optional.of(Replies.SPOOL_DOWN);
        }
    }

    /** Something that the spool is asked to do. */
    @FunctionalInterface
    interface SpoolStep {
        void run() throws InterruptedException;
    }

    /** The same at the greeting, where RFC 5321 section 3.1 knows only 421 and 554. */
    static Reply asGreeting(Reply reply) {
        return new Reply(reply.isPermanent() ? 554 : 421, reply.enhanced(), reply.lines());
    }
}
