// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingContext;
import io.postern.api.routing.RoutingDecision;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What every {@link Router} must obey. Implement it in the router's test. */
public interface RouterContract {
    /** The router, set up so that it has something to say about {@link #recipient}. */
    Router router();

    /** One whom it routes, that is, doesn't pass. */
    Recipient recipient();

    /** What it is asked in. */
    default RoutingContext context() {
        return TestRouting.on(TestHost.named("mx.postern.test").local("local.test"));
    }

    @Test
    default void decidesForItsRecipient() throws InterruptedException {
        RoutingDecision decision = router().route(recipient(), context());

        assertThat(decision).isNotNull().isNotInstanceOf(RoutingDecision.Pass.class);
    }

    @Test
    default void namesTheTransport() throws InterruptedException {
        if (router().route(recipient(), context()) instanceof RoutingDecision.Via via) {
            assertThat(via.transport()).isNotBlank();
        }
    }

    @Test
    default void answersForStrangeRecipients() throws InterruptedException {
        Domain domain = recipient().mailbox().domain();
        for (String local : HostileText.LOCAL_PARTS) {
            Recipient strange = Recipient.of(new Mailbox(local, domain));
            assertThat(router().route(strange, context())).as("%s", strange).isNotNull();
        }
        for (Mailbox mailbox : HostileText.MAILBOXES) {
            assertThat(router().route(Recipient.of(mailbox), context()))
                    .as("%s", mailbox)
                    .isNotNull();
        }
    }

    @Test
    default void hasNoEffectsThatChangeTheNextAnswersKind() throws InterruptedException {
        Class<?> first = router().route(recipient(), context()).getClass();

        assertThat(router().route(recipient(), context())).isInstanceOf(first);
    }

    @Test
    default void canBeAskedFromManyThreads() throws InterruptedException {
        Router router = router();

        List<RoutingDecision> decisions =
                ManyThreads.call(50, () -> router.route(recipient(), context()));

        assertThat(decisions).hasSize(50).doesNotContainNull();
    }

    @Test
    default void comesBackWhenInterrupted() throws InterruptedException {
        Router router = router();

        ManyThreads.callInterrupted(() -> router.route(recipient(), context()));
    }
}
