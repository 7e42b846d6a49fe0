// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.routing.RoutingDecision;
import io.postern.hooks.Subject;
import io.postern.queue.QueueControl.RouteStep;
import io.postern.queue.RoutingChain.Lineage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Routes a mailbox and whatever redirects make of it, without effects: to explain, and to verify a
 * recipient while the client waits. Follows the rules of {@link Redirects}. Blocks for the routers;
 * one walk is used by one thread.
 */
final class RouteWalk {
    /** Enough to explain or verify; a list with more is taken at its word. */
    private static final int MOST_MAILBOXES = 100;

    private final RoutingChain chain;
    private final ReversePath reversePath;
    private final List<RouteStep> steps = new ArrayList<>();
    private final Set<Mailbox> seen = new LinkedHashSet<>();

    RouteWalk(RoutingChain chain, ReversePath reversePath) {
        this.chain = chain;
        this.reversePath = reversePath;
    }

    /** What every router says, redirects followed depth first. */
    List<RouteStep> explain(Mailbox mailbox) throws InterruptedException {
        visit(Recipient.of(mailbox), List.of(), false);
        return List.copyOf(steps);
    }

    /** Why nobody would get a message to this recipient; empty where somebody would, or may. */
    Optional<Status.Permanent> refusal(Recipient recipient) throws InterruptedException {
        return visit(recipient, List.of(), true);
    }

    /**
     * Visits a mailbox and those below it.
     *
     * @param above the mailboxes whose redirects led here
     * @param toFirst whether one that can be delivered ends the walk
     */
    private Optional<Status.Permanent> visit(
            Recipient recipient, List<Mailbox> above, boolean toFirst) throws InterruptedException {
        Mailbox mailbox = recipient.mailbox();
        seen.add(mailbox);
        Lineage lineage = new Lineage(above.size(), Collections.frequency(above, mailbox));
        ReversePath sender = recipient.reversePath(reversePath);
        RoutingDecision decision =
                chain.route(Subject.NONE, recipient, sender, lineage, steps::add);
        return switch (decision) {
            case RoutingDecision.Unroutable(Status.Permanent status) -> Optional.of(status);
            case RoutingDecision.Redirect(List<Mailbox> mailboxes, ReturnPath returnPath) -> {
                List<Mailbox> path = new ArrayList<>(above);
                path.add(mailbox);
                yield descend(recipient.from(returnPath), mailboxes, path, toFirst);
            }
            case RoutingDecision.Pass _,
                    RoutingDecision.Via _,
                    RoutingDecision.Defer _,
                    RoutingDecision.Discard _ ->
                    Optional.empty();
        };
    }

    private Optional<Status.Permanent> descend(
            Recipient from, List<Mailbox> mailboxes, List<Mailbox> path, boolean toFirst)
            throws InterruptedException {
        if (path.size() > Redirects.MOST_DEPTH) {
            Status.Permanent status =
                    new Status.Permanent(
                            4, 6, "redirected more than " + Redirects.MOST_DEPTH + " times");
            String name = from.mailbox().toString();
            steps.add(new RouteStep(name, "-", "unroutable", status.toString()));
            return Optional.of(status);
        }
        Optional<Status.Permanent> first = Optional.empty();
        boolean reached = false;
        for (Mailbox mailbox : new LinkedHashSet<>(mailboxes)) {
            boolean elsewhere = seen.contains(mailbox) && !path.contains(mailbox);
            if (elsewhere || seen.size() >= MOST_MAILBOXES) {
                reached |= !elsewhere;
                continue;
            }
            Optional<Status.Permanent> refusal = visit(from.redirectedTo(mailbox), path, toFirst);
            reached |= refusal.isEmpty();
            first = first.or(() -> refusal);
            if (toFirst && reached) {
                break;
            }
        }
        return reached ? Optional.empty() : first;
    }
}
