// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.Verdict;

/**
 * Refuses at RCPT whom no router would take, so that an unknown user is a 550 and never a bounce to
 * a forged sender. Only local domains are looked at: for the others the routers may have to ask the
 * network. A redirect is good where one of those behind it is. Where routers can't tell now the
 * recipient is let in, since the queue can wait and the client shouldn't have to.
 */
final class RoutableRecipients implements RecipientPolicy {
    private final RoutingChain chain;

    RoutableRecipients(RoutingChain chain) {
        this.chain = chain;
    }

    @Override
    public Verdict onRecipient(Transaction transaction, Recipient recipient)
            throws InterruptedException {
        if (!chain.host().isLocal(recipient.mailbox().domain())) {
            return Verdict.pass();
        }
        return new RouteWalk(chain, transaction.reversePath())
                .refusal(recipient)
                .<Verdict>map(Verdict.Reject::new)
                .orElseGet(Verdict::pass);
    }
}
