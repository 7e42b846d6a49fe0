// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke.plugin;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.Verdict;

/** What the tests install while mail flows: refuses one recipient. */
public final class SpamtrapPolicy implements RecipientPolicy {
    @Override
    public Verdict onRecipient(Transaction transaction, Recipient recipient) {
        return recipient.mailbox().localPart().equals("spamtrap")
                ? Verdict.reject(7, 1, "refused by a plugin")
                : Verdict.pass();
    }
}
