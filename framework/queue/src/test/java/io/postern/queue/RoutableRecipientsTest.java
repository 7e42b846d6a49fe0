// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static io.postern.queue.QueueRig.pass;
import static io.postern.queue.QueueRig.redirect;
import static io.postern.queue.QueueRig.via;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.policy.Verdict;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;
import io.postern.testkit.Addresses;
import io.postern.testkit.TestClient;
import io.postern.testkit.TestHost;
import io.postern.testkit.TestTransaction;

import org.junit.jupiter.api.Test;

class RoutableRecipientsTest {
    private static final TestHost HOST =
            TestHost.named("mx.postern.test").local("local.test").relay("relay.test");
    private static final Router UNKNOWN =
            (_, _) -> new RoutingDecision.Unroutable(new Status.Permanent(1, 1, "no such user"));

    @Test
    void unknownUserIsRefusedWithTheRoutersStatus() throws Exception {
        assertThat(judge("nobody@local.test", UNKNOWN))
                .isEqualTo(Verdict.reject(1, 1, "no such user"));
    }

    @Test
    void knownUserPasses() throws Exception {
        assertThat(judge("alice@local.test", (_, _) -> via("maildir"))).isEqualTo(Verdict.pass());
    }

    @Test
    void troubleOfOursLetsTheRecipientIn() throws Exception {
        assertThat(
                        judge(
                                "alice@local.test",
                                (_, _) -> {
                                    throw new IllegalStateException("directory down");
                                }))
                .isEqualTo(Verdict.pass());
    }

    @Test
    void relayAndOtherDomainsAreNotLookedAt() throws Exception {
        assertThat(judge("nobody@relay.test", UNKNOWN)).isEqualTo(Verdict.pass());
        assertThat(judge("nobody@example.org", UNKNOWN)).isEqualTo(Verdict.pass());
    }

    @Test
    void aliasOfSomebodyPassesAndAliasOfNobodyIsRefused() throws Exception {
        Router aliases =
                (recipient, _) ->
                        switch (recipient.mailbox().localPart()) {
                            case "team" -> redirect("nobody@local.test", "alice@local.test");
                            case "old" -> redirect("nobody@local.test");
                            case "alice" -> via("maildir");
                            default -> pass();
                        };

        assertThat(judge("team@local.test", aliases)).isEqualTo(Verdict.pass());
        assertThat(judge("old@local.test", aliases)).isInstanceOf(Verdict.Reject.class);
    }

    @Test
    void aliasLoopIsRefused() throws Exception {
        Router aliases =
                (recipient, _) ->
                        recipient.mailbox().localPart().equals("a")
                                ? redirect("b@local.test")
                                : redirect("a@local.test");

        Verdict verdict = judge("a@local.test", aliases);

        assertThat(((Verdict.Reject) verdict).status().code()).isEqualTo("5.4.6");
    }

    private static Verdict judge(String mailbox, Router router) throws InterruptedException {
        return new RoutableRecipients(QueueRig.chain(HOST, router))
                .onRecipient(
                        TestTransaction.of(TestClient.from("192.0.2.1")),
                        Recipient.of(Addresses.mailbox(mailbox)));
    }
}
