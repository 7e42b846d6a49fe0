// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.policy.MessageVerdict;
import io.postern.hooks.Answer;
import io.postern.hooks.Hook;
import io.postern.hooks.HookCall;
import io.postern.hooks.HookChain;
import io.postern.hooks.Subject;
import io.postern.smtp.Reply;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Optional;

/**
 * Asks the policies on header sections or on whole messages, each after the edits of those before
 * it. Nothing is durable yet: a refusal here forgets the message.
 */
final class MessageJudge {
    private static final Logger LOG = LoggerFactory.getLogger(MessageJudge.class);

    private final Policies policies;
    private final Subject subject;
    private final SessionTransaction transaction;
    private final MessageDraft draft;

    /** What is to be done with a message. */
    sealed interface Judgement {
        /** The policy that had the last word; empty where none had one. */
        String by();

        /** It is taken; held where there is a reason to. */
        record Take(String hold, String by) implements Judgement {}

        /** The client hears 250, and that is all. */
        record Drop(String reason, String by) implements Judgement {}

        /** The client hears this, and nothing is taken. */
        record Refuse(Reply reply, String by) implements Judgement {}
    }

    MessageJudge(Session session, SessionTransaction transaction, MessageDraft draft) {
        this.policies = session.server().policies();
        this.subject = session.subject();
        this.transaction = transaction;
        this.draft = draft;
    }

    /** On the header section, while the body is still to come. */
    Judgement judgeHeaders() throws InterruptedException {
        return judge(policies.headers(), policy -> policy.onHeaders(transaction, draft.headers()));
    }

    /** On all of it. */
    Judgement judge() throws InterruptedException {
        return judge(policies.message(), policy -> policy.onMessage(transaction, draft.message()));
    }

    private <H> Judgement judge(HookChain<H> chain, HookCall<H, MessageVerdict> call)
            throws InterruptedException {
        for (Hook<H> policy : chain.hooks(subject)) {
            Answer<MessageVerdict> answer = policy.call(call, chain.limit());
            switch (answer) {
                case Answer.None<MessageVerdict> _ -> {}
                case Answer.Given<MessageVerdict>(MessageVerdict.Pass _, _) -> {}
                case Answer.Given<MessageVerdict>(MessageVerdict.Edit(var edits), var by) -> {
                    Optional<Reply> trouble = edit(new PolicyEdits(by, edits));
                    if (trouble.isPresent()) {
                        return new Judgement.Refuse(trouble.get(), by);
                    }
                }
                case Answer.Given<MessageVerdict>(MessageVerdict verdict, var by) -> {
                    return judgement(verdict, by);
                }
                case Answer.Trouble<MessageVerdict>(_, var by) -> {
                    return new Judgement.Refuse(Replies.HOOK_TROUBLE, by);
                }
            }
        }
        return new Judgement.Take("", "");
    }

    private Optional<Reply> edit(PolicyEdits edits) {
        try {
            if (draft.edit(edits)) {
                return Optional.empty();
            }
            LOG.warn(
                    "policy={} edits a message by more than {} octets or {} recipients",
                    edits.policy(),
                    MessageDraft.MOST_TEXT,
                    MessageDraft.MOST_RECIPIENTS);
            return Optional.of(Replies.HOOK_TROUBLE);
        } catch (IOException unreadable) {
            LOG.warn("header section unreadable in the spool", unreadable);
            return Optional.of(Replies.SPOOL_DOWN);
        }
    }

    private static Judgement judgement(MessageVerdict verdict, String by) {
        return switch (verdict) {
            case MessageVerdict.Pass _, MessageVerdict.Edit _, MessageVerdict.Accept _ ->
                    new Judgement.Take("", by);
            case MessageVerdict.Hold(String reason) ->
                    new Judgement.Take(reason.isBlank() ? "held by a policy" : reason, by);
            case MessageVerdict.Discard(String reason) -> new Judgement.Drop(reason, by);
            case MessageVerdict.Defer(var status) ->
                    new Judgement.Refuse(Reply.of(451, status), by);
            case MessageVerdict.Reject(var status) ->
                    new Judgement.Refuse(Reply.of(550, status), by);
        };
    }
}
