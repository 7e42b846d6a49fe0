// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Transaction;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.hooks.Answer;
import io.postern.hooks.Hook;
import io.postern.hooks.HookChain;
import io.postern.smtp.Reply;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * Asks the message policies, each after the edits of those before it. Nothing is durable yet: a
 * refusal here forgets the message.
 */
final class MessageJudge {
    private static final Logger LOG = LoggerFactory.getLogger(MessageJudge.class);

    private final Session session;
    private final HookChain<MessagePolicy> policies;

    /** What is to be done with a message. */
    sealed interface Judgement {
        /** It is taken; held where there is a reason to. */
        record Take(String hold) implements Judgement {}

        /** The client hears 250, and that is all. */
        record Drop(String reason) implements Judgement {}

        /** The client hears this, and nothing is taken. */
        record Refuse(Reply reply) implements Judgement {}
    }

    MessageJudge(Session session) {
        this.session = session;
        this.policies = session.server().policies().message();
    }

    Judgement judge(Transaction transaction, MessageDraft draft) throws InterruptedException {
        for (Hook<MessagePolicy> policy : policies.hooks()) {
            Answer<MessageVerdict> answer =
                    policy.call(
                            hook -> hook.onMessage(transaction, draft.message()), policies.limit());
            switch (answer) {
                case Answer.None<MessageVerdict> _ -> {}
                case Answer.Given<MessageVerdict>(MessageVerdict.Pass _, _) -> {}
                case Answer.Given<MessageVerdict>(MessageVerdict.Edit edit, _) -> {
                    if (!edited(draft, edit)) {
                        return new Judgement.Refuse(Replies.SPOOL_DOWN);
                    }
                }
                case Answer.Given<MessageVerdict>(MessageVerdict verdict, var by) -> {
                    session.decidedBy(by);
                    return judgement(verdict);
                }
                case Answer.Trouble<MessageVerdict>(_, var by) -> {
                    session.decidedBy(by);
                    return new Judgement.Refuse(Replies.HOOK_TROUBLE);
                }
            }
        }
        return new Judgement.Take("");
    }

    private static boolean edited(MessageDraft draft, MessageVerdict.Edit edit) {
        try {
            draft.edit(edit.edits());
            return true;
        } catch (IOException unreadable) {
            LOG.warn("header section unreadable in the spool", unreadable);
            return false;
        }
    }

    private static Judgement judgement(MessageVerdict verdict) {
        return switch (verdict) {
            case MessageVerdict.Pass _, MessageVerdict.Edit _, MessageVerdict.Accept _ ->
                    new Judgement.Take("");
            case MessageVerdict.Hold(String reason) ->
                    new Judgement.Take(reason.isBlank() ? "held by a policy" : reason);
            case MessageVerdict.Discard(String reason) -> new Judgement.Drop(reason);
            case MessageVerdict.Defer(var status) -> new Judgement.Refuse(Reply.of(451, status));
            case MessageVerdict.Reject(var status) -> new Judgement.Refuse(Reply.of(550, status));
        };
    }
}
