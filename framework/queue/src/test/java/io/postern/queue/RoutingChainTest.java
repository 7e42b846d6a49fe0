// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static io.postern.queue.QueueRig.chain;
import static io.postern.queue.QueueRig.pass;
import static io.postern.queue.QueueRig.redirect;
import static io.postern.queue.QueueRig.via;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;
import io.postern.hooks.HookChain;
import io.postern.hooks.Subject;
import io.postern.queue.QueueControl.RouteStep;
import io.postern.queue.RoutingChain.Lineage;
import io.postern.testkit.Addresses;
import io.postern.testkit.TestHost;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class RoutingChainTest {
    private static final TestHost HOST = TestHost.named("mx.postern.test").local("local.test");
    private static final Recipient ALICE = Recipient.of(Addresses.mailbox("alice@local.test"));

    private final List<RouteStep> steps = new ArrayList<>();

    @Test
    void firstThatDoesNotPassDecides() throws Exception {
        RoutingDecision decision =
                route(
                        chain(
                                HOST,
                                (_, _) -> pass(),
                                (_, _) -> via("smtp", "mx1.example.org"),
                                (_, _) -> {
                                    throw new AssertionError("asked too far");
                                }));

        assertThat(decision).isEqualTo(via("smtp", "mx1.example.org"));
        assertThat(steps).extracting(RouteStep::decision).containsExactly("pass", "via");
        assertThat(steps.getLast().detail()).isEqualTo("smtp [mx1.example.org:25]");
    }

    @Test
    void nobodyTakesItIsUnroutable() throws Exception {
        assertThat(route(chain(HOST, (_, _) -> pass())))
                .isEqualTo(
                        new RoutingDecision.Unroutable(
                                new Status.Permanent(4, 4, "no router takes this domain")));
        assertThat(steps.getLast().decision()).isEqualTo("unroutable");
    }

    @Test
    void routerThatThrowsDefersAndTheNextIsNotAsked() throws Exception {
        RoutingDecision decision =
                route(
                        chain(
                                HOST,
                                (_, _) -> {
                                    throw new IllegalStateException("broken");
                                },
                                (_, _) -> via("smtp")));

        assertThat(decision).isInstanceOf(RoutingDecision.Defer.class);
        assertThat(((RoutingDecision.Defer) decision).status().code()).isEqualTo("4.3.0");
    }

    @Test
    void routerThatAnswersNullDefers() throws Exception {
        assertThat(route(chain(HOST, (_, _) -> null))).isInstanceOf(RoutingDecision.Defer.class);
    }

    @Test
    void noRouterAtAllDefers() throws Exception {
        assertThat(route(chain(HOST))).isInstanceOf(RoutingDecision.Defer.class);
    }

    @Test
    void routerThatIsMissingDefers() throws Exception {
        HookChain<Router> hooks =
                HookChain.of(Router.class, QueueRig.ROUTER_LIMIT, List.of((_, _) -> pass()));
        RoutingChain chain =
                new RoutingChain(
                        HOST,
                        hooks::hooks,
                        () -> "router 'mailboxes' is not there",
                        QueueRig.ROUTER_LIMIT);

        assertThat(route(chain))
                .isEqualTo(
                        new RoutingDecision.Defer(
                                new Status.Transient(3, 0, "router 'mailboxes' is not there")));
    }

    @Test
    void mailboxThatCameBackIsNotRedirectedByTheSameRouterAgain() throws Exception {
        RoutingChain chain =
                chain(
                        HOST,
                        (_, _) -> redirect("alice@local.test", "bob@local.test"),
                        (_, _) -> redirect("carol@local.test"),
                        (_, _) -> via("maildir"));

        assertThat(route(chain, new Lineage(1, 1))).isEqualTo(redirect("carol@local.test"));
        assertThat(route(chain, new Lineage(2, 2))).isEqualTo(via("maildir"));
    }

    @Test
    void mailboxThatCameBackAndThatNobodyTakesIsALoop() throws Exception {
        RoutingDecision decision =
                route(chain(HOST, (_, _) -> redirect("bob@local.test")), new Lineage(2, 1));

        assertThat(((RoutingDecision.Unroutable) decision).status().code()).isEqualTo("5.4.6");
    }

    private RoutingDecision route(RoutingChain chain) throws InterruptedException {
        return route(chain, Lineage.NONE);
    }

    private RoutingDecision route(RoutingChain chain, Lineage lineage) throws InterruptedException {
        return chain.route(Subject.NONE, ALICE, new ReversePath.Null(), lineage, steps::add);
    }
}
