// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryOutcome;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is done with a host that is ready: as many transactions as its limits make of one message
 * (RFC 5321 section 4.5.3.1.10, RFC 9422), each of which settles somebody. Used once, by one
 * thread.
 */
final class HostVisit {
    private final SmtpSession session;
    private final MessageNeeds needs;
    private final List<Recipient> recipients;
    private final Map<Recipient, DeliveryOutcome> settled = new LinkedHashMap<>();
    private Optional<MailTransaction> current = Optional.empty();

    HostVisit(SmtpSession session, MessageNeeds needs, List<Recipient> recipients) {
        this.session = session;
        this.needs = needs;
        this.recipients = recipients;
    }

    /** Does it all; an exception means that the connection is of no use any more. */
    HostResult run(Chunking chunking) throws IOException {
        DispatchPlanner planner = new DispatchPlanner(needs, session, chunking);
        Dispatch dispatch = planner.plan(recipients);
        HostLimits limits = HostLimits.of(session.extensions());
        Set<Recipient> open = new LinkedHashSet<>(dispatch.rcpts().keySet());
        int most = open.size();
        while (!open.isEmpty()) {
            if (session.transactions() >= limits.mails()) {
                return new HostResult.SameHost(settled, session.demand());
            }
            List<Recipient> batch = limits.batch(open, most);
            Optional<DeliveryOutcome> refusal = transaction(dispatch, batch);
            open.removeAll(settled.keySet());
            if (refusal.isPresent()) {
                return refused(refusal.get(), open);
            }
            if (batch.stream().anyMatch(open::contains)) {
                most = current.map(MailTransaction::accepted).orElse(1);
            }
        }
        // Another host may take what this one can't.
        return dispatch.impossible().values().stream()
                .findFirst()
                .<HostResult>map(why -> new HostResult.NextHost(settled, why))
                .orElseGet(() -> new HostResult.Settled(settled));
    }

    /** What it comes to when the connection has failed. */
    HostResult brokenOff(IOException lost) {
        DeliveryOutcome outcome = session.trouble().connection(session.stage(), lost);
        current.ifPresent(
                transaction -> {
                    transaction.brokenOff(outcome);
                    settled.putAll(transaction.settled());
                });
        return new HostResult.NextHost(settled, outcome);
    }

    private Optional<DeliveryOutcome> transaction(Dispatch dispatch, List<Recipient> batch)
            throws IOException {
        MailTransaction transaction =
                new MailTransaction(session, dispatch, needs.message(), batch);
        current = Optional.of(transaction);
        Optional<DeliveryOutcome> refusal = transaction.run();
        settled.putAll(transaction.settled());
        return refusal;
    }

    /** A temporary refusal of the sender may be this host's alone. */
    private HostResult refused(DeliveryOutcome outcome, Set<Recipient> open) {
        if (outcome instanceof DeliveryOutcome.Failed) {
            open.forEach(recipient -> settled.put(recipient, outcome));
            return new HostResult.Settled(settled);
        }
        return new HostResult.NextHost(settled, outcome);
    }
}
