// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.auth.Authenticator;
import io.postern.api.event.MailEvent;
import io.postern.api.policy.AnswerListener;
import io.postern.api.policy.CommandHandler;
import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.DisconnectListener;
import io.postern.api.policy.HeaderPolicy;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.LoginPolicy;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.policy.SenderPolicy;
import io.postern.hooks.HookChain;
import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.TestHost;
import io.postern.tls.ListenerTls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The server on a free port of 127.0.0.1, with a spool in memory and lambdas for policies. */
final class TestServer implements AutoCloseable {
    final MemorySpool spool = new MemorySpool();
    final List<MailEvent> events = new CopyOnWriteArrayList<>();
    private final Map<Class<?>, List<Object>> policies = new HashMap<>();
    private final Map<Class<?>, Map<String, Object>> properties = new HashMap<>();
    private final Map<String, Object> limits = new HashMap<>();
    private final List<AnswerListener> told = new ArrayList<>();
    private final IoProcessors processors = new IoProcessors();
    private final LoginThrottle logins = new LoginThrottle(System::nanoTime, Duration.ZERO);
    private ListenerSettings settings = ListenerSettings.plain("smtp");
    private Duration hookLimit = Duration.ofSeconds(20);
    private LimitsSection section = TestLimits.defaults();
    private Optional<ListenerTls> tls = Optional.empty();
    private Endpoint endpoint;
    private int port;

    /** Adds a policy; asked in the order they are added. */
    <H> TestServer with(Class<H> hook, H policy) {
        policies.computeIfAbsent(hook, _ -> new ArrayList<>()).add(policy);
        return this;
    }

    TestServer limit(String option, Object value) {
        limits.put(option, value);
        return this;
    }

    /** Adds a hook whose services have these properties. */
    <H> TestServer with(Class<H> hook, H service, Map<String, Object> about) {
        properties.put(hook, about);
        return with(hook, service);
    }

    ListenerSettings settings() {
        return settings;
    }

    TestServer settings(ListenerSettings listener) {
        settings = listener;
        return this;
    }

    TestServer hookLimit(Duration limit) {
        hookLimit = limit;
        return this;
    }

    TestServer tls(ListenerTls certificates) {
        tls = Optional.of(certificates);
        return this;
    }

    TestServer start() throws IOException {
        endpoint = new Endpoint(context(), section.shared(), processors);
        port = endpoint.bind(new InetSocketAddress("127.0.0.1", 0), tls).getPort();
        return this;
    }

    /** What sessions share, for one that needs no socket. */
    ServerContext context() {
        section = TestLimits.with(limits);
        return new ServerContext(
                settings,
                () -> TestHost.named("mx.test").local("local.test").relay("relay.test"),
                () -> spool,
                chains(),
                section::limits,
                logins,
                events::add,
                Clock.systemUTC());
    }

    int port() {
        return port;
    }

    int sessions() {
        return endpoint.sessions();
    }

    /** Connections that count. */
    int connections() {
        return section.shared().gate().open();
    }

    /** Octets that wait to be read by a session. */
    long waiting() {
        return section.shared().memory().octets();
    }

    /** A client that has been greeted and has said EHLO. */
    RawSmtpClient client() {
        return RawSmtpClient.greeted(port);
    }

    /** A client that hasn't read the greeting. */
    RawSmtpClient connect() {
        return RawSmtpClient.connect(port);
    }

    /** A client that has just been told to go on with its message. */
    RawSmtpClient inData() {
        RawSmtpClient client = client();
        client.expect(250, client.mail("a@client.test"));
        client.expect(250, client.rcpt("b@local.test"));
        client.expect(354, client.command("DATA"));
        return client;
    }

    List<String> refusals() {
        return events.stream()
                .filter(MailEvent.Refused.class::isInstance)
                .map(MailEvent.Refused.class::cast)
                .map(refused -> refused.command() + ": " + refused.reply())
                .toList();
    }

    void stop(Duration peace) throws InterruptedException {
        endpoint.stop(peace);
    }

    @Override
    public void close() {
        try {
            endpoint.stop(Duration.ofMillis(200));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            processors.close();
        }
    }

    /** What policies are asked and say, as those who listen are told; on sessions' threads. */
    TestServer telling(AnswerListener listener) {
        told.add(listener);
        return this;
    }

    private Policies chains() {
        return new Policies(
                chain(ConnectPolicy.class),
                chain(HeloPolicy.class),
                chain(SenderPolicy.class),
                chain(RelayPolicy.class),
                chain(RecipientPolicy.class),
                chain(HeaderPolicy.class),
                chain(MessagePolicy.class),
                chain(Authenticator.class),
                chain(LoginPolicy.class),
                chain(CommandHandler.class),
                chain(DisconnectListener.class),
                AnswerListeners.of(told));
    }

    private <H> HookChain<H> chain(Class<H> hook) {
        List<H> services = policies.getOrDefault(hook, List.of()).stream().map(hook::cast).toList();
        return HookChain.of(hook, hookLimit, services, properties.getOrDefault(hook, Map.of()));
    }
}
