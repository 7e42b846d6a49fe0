// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;
import io.postern.hooks.Answer;
import io.postern.hooks.Hook;
import io.postern.hooks.Subject;
import io.postern.queue.QueueControl.RouteStep;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks the routers about one mailbox, in their order. The first that doesn't pass decides; where
 * all pass the mailbox is unroutable. Where a router is broken, or one that is configured isn't
 * there (its plugin is being updated, the server is starting), nobody can tell what it would have
 * said: the recipient is deferred. Blocks for the routers; safe for many threads.
 */
final class RoutingChain {
    private final HostIdentity host;
    private final Function<Subject, List<Hook<Router>>> routers;
    private final Supplier<String> absent;
    private final Duration limit;

    /**
     * Over the routers that are there.
     *
     * @param absent says which router should be there and isn't; empty where none is missing
     * @param limit how long a router may take
     */
    RoutingChain(
            HostIdentity host,
            Function<Subject, List<Hook<Router>>> routers,
            Supplier<String> absent,
            Duration limit) {
        this.host = host;
        this.routers = routers;
        this.absent = absent;
        this.limit = limit;
    }

    /** Who we are. */
    HostIdentity host() {
        return host;
    }

    /**
     * Decides for one mailbox; never answers {@link RoutingDecision.Pass}.
     *
     * @param subject the message
     * @param lineage what redirects led here
     * @param steps is told what each router said
     */
    RoutingDecision route(
            Subject subject,
            Recipient recipient,
            ReversePath reversePath,
            Lineage lineage,
            Consumer<RouteStep> steps)
            throws InterruptedException {
        List<Hook<Router>> present = routers.apply(subject);
        String missing = missing(present);
        if (!missing.isEmpty()) {
            return told(steps, recipient, "-", defer(missing));
        }
        RoutingView view = new RoutingView(host, reversePath, lineage.depth());
        int returns = lineage.returns();
        for (Hook<Router> router : present) {
            String name = router.info().name();
            Object domains = router.properties().get(DomainCondition.PROPERTY);
            if (!DomainCondition.holds(domains, recipient.mailbox().domain(), host)) {
                steps.accept(step(recipient, name, "skipped", "domains don't match"));
                continue;
            }
            RoutingDecision decision = ask(router, recipient, view);
            if (decision instanceof RoutingDecision.Redirect && returns > 0) {
                returns--;
                steps.accept(step(recipient, name, "skipped", "has redirected it already"));
                continue;
            }
            told(steps, recipient, name, decision);
            if (!(decision instanceof RoutingDecision.Pass)) {
                return lineage.returns() > 0 ? loopNamed(decision) : decision;
            }
        }
        RoutingDecision nobody = unroutable(4, 4, "no router takes this domain");
        return told(steps, recipient, "-", lineage.returns() > 0 ? loopNamed(nobody) : nobody);
    }

    private RoutingDecision ask(Hook<Router> router, Recipient recipient, RoutingView view)
            throws InterruptedException {
        Answer<RoutingDecision> answer = router.call(r -> r.route(recipient, view), limit);
        return switch (answer) {
            case Answer.Given<RoutingDecision>(RoutingDecision decision, _) -> decision;
            case Answer.Trouble<RoutingDecision>(Status.Transient status, _) ->
                    new RoutingDecision.Defer(status);
            case Answer.None<RoutingDecision> _ when router.isSuspended() ->
                    new RoutingDecision.Pass();
            case Answer.None<RoutingDecision> _ ->
                    defer("router '" + router.info().name() + "' has just gone");
        };
    }

    /** Why nobody can be routed now; empty where all routers are there. */
    String missing() {
        return missing(routers.apply(Subject.NONE));
    }

    private String missing(List<Hook<Router>> present) {
        return present.isEmpty() ? "no router is there" : absent.get();
    }

    /** A mailbox that came back to itself and that nobody delivers: the loop is the reason. */
    private static RoutingDecision loopNamed(RoutingDecision decision) {
        return decision instanceof RoutingDecision.Unroutable
                ? unroutable(4, 6, "redirects lead back to this mailbox, and nobody delivers to it")
                : decision;
    }

    private static RoutingDecision unroutable(int subject, int detail, String text) {
        return new RoutingDecision.Unroutable(new Status.Permanent(subject, detail, text));
    }

    private static RoutingDecision defer(String text) {
        return new RoutingDecision.Defer(new Status.Transient(3, 0, text));
    }

    private static RoutingDecision told(
            Consumer<RouteStep> steps, Recipient recipient, String name, RoutingDecision decision) {
        steps.accept(
                switch (decision) {
                    case RoutingDecision.Pass _ -> step(recipient, name, "pass", "");
                    case RoutingDecision.Via(String transport, var hops) ->
                            step(recipient, name, "via", (transport + " " + hops).strip());
                    case RoutingDecision.Redirect(var mailboxes, var returnPath) ->
                            step(recipient, name, "redirect", mailboxes + from(returnPath));
                    case RoutingDecision.Defer(Status status) ->
                            step(recipient, name, "defer", status.toString());
                    case RoutingDecision.Unroutable(Status status) ->
                            step(recipient, name, "unroutable", status.toString());
                    case RoutingDecision.Discard(String reason) ->
                            step(recipient, name, "discard", Line.of(reason));
                });
        return decision;
    }

    private static String from(ReturnPath returnPath) {
        return returnPath instanceof ReturnPath.Own(ReversePath sender)
                ? " from <" + sender + ">"
                : "";
    }

    private static RouteStep step(Recipient recipient, String name, String decision, String text) {
        return new RouteStep(recipient.mailbox().toString(), name, decision, text);
    }

    /**
     * What redirects led to a mailbox.
     *
     * @param depth how many there were
     * @param returns how many of them redirected this very mailbox
     */
    record Lineage(int depth, int returns) {
        static final Lineage NONE = new Lineage(0, 0);
    }
}
