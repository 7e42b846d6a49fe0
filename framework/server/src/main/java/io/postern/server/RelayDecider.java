// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Domain;
import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.hooks.Answer;
import io.postern.hooks.HookChain;
import io.postern.hooks.Subject;

/**
 * Whether mail is taken for a recipient's domain at all (RFC 5321 section 7.9): closed unless the
 * domain is ours or a relay policy permits it. Sessions and the relay proof ask here, so that what
 * the proof says is what a client meets.
 *
 * @param host whose domains are ours
 * @param policies asked for all other domains
 * @param subject whose session it is
 */
record RelayDecider(HostIdentity host, HookChain<RelayPolicy> policies, Subject subject) {
    /** Decides; blocks for as long as the policies may take. */
    RelayRuling rule(Transaction transaction, Recipient recipient) throws InterruptedException {
        Domain domain = recipient.mailbox().domain();
        if (host.isLocal(domain)) {
            return RelayRuling.permitted(RelayRuling.LOCAL);
        }
        if (host.isRelay(domain)) {
            return RelayRuling.permitted(RelayRuling.RELAY);
        }
        return ruling(
                policies.first(
                        subject,
                        _ -> true,
                        policy -> policy.onRelay(transaction, recipient),
                        RelayDecision.Pass.class::isInstance));
    }

    /** No opinion is a no, trouble is a 451. */
    private static RelayRuling ruling(Answer<RelayDecision> answer) {
        return switch (answer) {
            case Answer.None<RelayDecision> _ -> RelayRuling.closed();
            case Answer.Trouble<RelayDecision>(_, var hook) -> RelayRuling.failed(hook);
            case Answer.Given<RelayDecision>(RelayDecision decision, var hook) ->
                    switch (decision) {
                        case RelayDecision.Permit _ -> RelayRuling.permitted(hook);
                        case RelayDecision.Pass _ -> RelayRuling.closed();
                        case RelayDecision.Defer(var status) -> RelayRuling.deferred(hook, status);
                        case RelayDecision.Deny(var status) -> RelayRuling.refused(hook, status);
                    };
        };
    }
}
