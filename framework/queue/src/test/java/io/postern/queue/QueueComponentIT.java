// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static io.postern.queue.QueueRig.pass;
import static io.postern.queue.QueueRig.via;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Status;
import io.postern.api.policy.CommandAnswer;
import io.postern.api.policy.CommandHandler;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.Verdict;
import io.postern.api.routing.Router;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.RetrySchedule;
import io.postern.api.transport.Transport;
import io.postern.hooks.HookHost;
import io.postern.spool.RecipientState;
import io.postern.spool.RecipientState.Waiting;
import io.postern.testkit.Addresses;
import io.postern.testkit.TestClient;
import io.postern.testkit.TestHost;
import io.postern.testkit.TestTransaction;

import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The component over the services of a real framework. */
@Timeout(60)
class QueueComponentIT {
    @TempDir Path home;
    private final FakeSpool spool = new FakeSpool(Clock.systemUTC());
    private final Carrier carrier = new Carrier();
    private final TestHost host = TestHost.named("mx.postern.test").local("local.test");
    private final List<QueueComponent> components = new ArrayList<>();
    private Framework framework;
    private BundleContext context;

    @BeforeEach
    void startFramework() throws Exception {
        framework =
                new FrameworkFactory()
                        .newFramework(
                                Map.of(
                                        "org.osgi.framework.storage",
                                        home.resolve("cache").toString(),
                                        "postern.home",
                                        home.toString()));
        framework.start();
        context = framework.getBundleContext();
    }

    @AfterEach
    void stopFramework() throws Exception {
        for (QueueComponent component : components) {
            component.stop();
        }
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void mailForATransportThatIsNotThereGoesWhenItAppears() {
        register(Router.class, (_, _) -> via("maildir"), "all", 1);
        QueueComponent queue = start(Map.of(), options());
        QueueId id = spool.accept("sender@example.net", "a@local.test");
        await().until(
                        () ->
                                queue.list(1)
                                        .getFirst()
                                        .waiting()
                                        .getFirst()
                                        .reason()
                                        .equals("4.3.0 transport 'maildir' is not there"));

        register(Transport.class, carrier, "maildir", 0);

        await().until(() -> spool.state(id) instanceof RecipientState.Delivered);
    }

    @Test
    void routersAreAskedInTheOrderOfTheirRankingWhereTheirDomainsMatch() throws Exception {
        register(Router.class, (_, _) -> via("last"), "last", 1);
        context.registerService(
                Router.class,
                (_, _) -> via("maildir"),
                FrameworkUtil.asDictionary(
                        Map.of(
                                "postern.name",
                                "mailboxes",
                                "service.ranking",
                                5,
                                "postern.domains",
                                new String[] {"local"})));
        register(Router.class, (_, _) -> pass(), "first", 9);
        QueueComponent queue = start(Map.of(), options());

        assertThat(queue.explain(Addresses.mailbox("a@local.test")))
                .extracting(QueueControl.RouteStep::router, QueueControl.RouteStep::decision)
                .containsExactly(tuple("first", "pass"), tuple("mailboxes", "via"));
        assertThat(queue.explain(Addresses.mailbox("a@example.org")))
                .extracting(QueueControl.RouteStep::router, QueueControl.RouteStep::decision)
                .containsExactly(
                        tuple("first", "pass"),
                        tuple("mailboxes", "skipped"),
                        tuple("last", "via"));
    }

    @Test
    void nothingIsRoutedBeforeTheListenersAreThere() {
        register(Router.class, (_, _) -> pass(), "aliases", 2);
        register(Transport.class, carrier, "smtp", 0);
        QueueId id = spool.accept("sender@example.net", "a@local.test");
        QueueComponent queue = start(Map.of("postern.listeners", 1), options());
        await().until(() -> queue.status().messages() == 1);
        assertThat(queue.list(1).getFirst().waiting().getFirst().state()).isEqualTo("ready");

        register(Router.class, (_, _) -> via("smtp"), "internet", 1);
        context.registerService(
                Object.class,
                new Object(),
                FrameworkUtil.asDictionary(Map.of("postern.listener", "smtp 127.0.0.1:2525")));

        await().until(() -> spool.state(id) instanceof RecipientState.Delivered);
        assertThat(spool.bounces()).isEmpty();
    }

    @Test
    void nothingIsRoutedWhileAConfiguredRouterIsGone() {
        register(Router.class, (_, _) -> pass(), "aliases", 2);
        ServiceRegistration<Router> internet =
                register(Router.class, (_, _) -> via("smtp"), "internet", 1);
        register(Transport.class, carrier, "smtp", 0);
        String[] names = {"aliases", "internet"};
        QueueComponent queue = start(Map.of("postern.routers", names), options());
        internet.unregister();
        QueueId id = spool.accept("sender@example.net", "a@local.test");
        await().until(() -> queue.status().messages() == 1);
        assertThat(spool.state(id)).isInstanceOf(Waiting.class);

        register(Router.class, (_, _) -> via("smtp"), "internet", 1);

        await().until(() -> spool.state(id) instanceof RecipientState.Delivered);
    }

    @Test
    void scheduleOfAPluginThatRanksHigherDecides() {
        register(Router.class, (_, _) -> via("smtp"), "all", 1);
        register(Transport.class, carrier.answering(Carrier.deferred(Blame.RECIPIENT)), "smtp", 0);
        register(RetrySchedule.class, _ -> new RetrySchedule.Next.GiveUp(), "never", 10);
        start(Map.of(), options());

        QueueId id = spool.accept("", "a@local.test");

        await().until(() -> spool.state(id) instanceof RecipientState.Failed);
    }

    @Test
    void brokenScheduleOfAPluginIsPassedOver() {
        register(Router.class, (_, _) -> via("smtp"), "all", 1);
        register(Transport.class, carrier.answering(Carrier.deferred(Blame.RECIPIENT)), "smtp", 0);
        register(
                RetrySchedule.class,
                _ -> {
                    throw new IllegalStateException("bug");
                },
                "broken",
                10);
        start(Map.of(), options());

        QueueId id = spool.accept("", "a@local.test");

        await().until(() -> spool.state(id) instanceof Waiting w && w.attempts() == 1);
    }

    @Test
    void unknownUserIsRefusedAtRcptAfterAllOtherPolicies() throws Exception {
        register(Router.class, (_, _) -> pass(), "all", 1);
        start(Map.of(), options());
        ServiceReference<RecipientPolicy> reference =
                context.getServiceReference(RecipientPolicy.class);

        Verdict verdict =
                context.getService(reference)
                        .onRecipient(
                                TestTransaction.of(TestClient.from("192.0.2.1")),
                                Addresses.recipient("nobody@local.test"));

        assertThat(verdict).isEqualTo(Verdict.reject(4, 4, "no router takes this domain"));
        assertThat(reference.getProperty("service.ranking")).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void retryThatCantBeReadIsSaid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start(Map.of(), options("5m y 3")))
                .withMessageContaining("'5m y 3'");
    }

    @Test
    void etrnIsThereOnlyWhereClientsAreListed() throws Exception {
        start(Map.of(), options());
        assertThat(context.getServiceReference(CommandHandler.class)).isNull();

        start(Map.of(), new Given(new String[0], 0, "192.0.2.0/24"));

        ServiceReference<CommandHandler> etrn = context.getServiceReference(CommandHandler.class);
        assertThat((String[]) etrn.getProperty(CommandHandler.VERBS)).containsExactly("ETRN");
        assertThat((String[]) etrn.getProperty(CommandHandler.KEYWORDS)).containsExactly("ETRN");
        assertThat(
                        context.getService(etrn)
                                .onCommand("ETRN", "relay.test", TestClient.from("192.0.2.1")))
                .isEqualTo(
                        new CommandAnswer.Reply(
                                251,
                                new Status.Success(
                                        0, 0, "OK, no messages waiting for node relay.test")));
    }

    @Test
    void optionsThatCantBeAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start(Map.of(), new Given(new String[0], 0, "10.0.0.0/40")))
                .withMessage("queue: etrn: '10.0.0.0/40' is not an address or a network");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start(Map.of(), new Given(new String[0], 11 << 20)))
                .withMessage("queue: bounce-size must be at most 10MiB");
    }

    private QueueComponent start(Map<String, Object> properties, QueueComponent.Options options) {
        ServiceReference<HostIdentity> reference =
                context.registerService(
                                HostIdentity.class, host, FrameworkUtil.asDictionary(properties))
                        .getReference();
        QueueComponent component =
                new QueueComponent(context, options, spool, host, reference, HookHost.alone());
        components.add(component);
        return component;
    }

    private <H> ServiceRegistration<H> register(
            Class<H> type, H service, String name, int ranking) {
        return context.registerService(
                type,
                service,
                FrameworkUtil.asDictionary(
                        Map.of("postern.name", name, "service.ranking", ranking)));
    }

    private static org.assertj.core.groups.Tuple tuple(String router, String decision) {
        return org.assertj.core.groups.Tuple.tuple(router, decision);
    }

    private static QueueComponent.Options options(String... retry) {
        return new Given(retry, 50 << 10);
    }

    /** What an operator wrote; all else is default. */
    @SuppressWarnings("ClassExplicitlyAnnotation") // there is no other way to make one
    private record Given(String[] retry, long bounceSize, String... etrn)
            implements QueueComponent.Options {
        @Override
        public String lifetime() {
            return "P5D";
        }

        @Override
        public boolean paused() {
            return false;
        }

        @Override
        public String delayWarning() {
            return "PT4H";
        }

        @Override
        public String reactions() {
            return "";
        }

        @Override
        public String bounceTemplates() {
            return "";
        }

        @Override
        public String[] bounceLanguages() {
            return new String[] {"de"};
        }

        @Override
        public String doubleBounces() {
            return "postmaster@example.org";
        }

        @Override
        public int connections() {
            return 500;
        }

        @Override
        public int connectionsPerSite() {
            return 20;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return QueueComponent.Options.class;
        }
    }
}
