// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.config.Option;
import io.postern.api.mail.HostIdentity;
import io.postern.hooks.HookHost;
import io.postern.smtp.Networks;
import io.postern.spool.Spool;
import io.postern.tls.ListenerTls;
import io.postern.tls.TlsSection;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One entry of {@code listeners:}. Says by a service with the property {@code postern.listener}
 * that it is bound, or by {@code postern.listener.error} why not.
 *
 * <p>Its references to what a reload may replace are dynamic, which takes fields, so that the
 * socket stays open meanwhile; hooks come through chains of their own for the same reason.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.postern.server.listener",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=listeners")
@Designate(ocd = Listener.Options.class, factory = true)
public final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    /** How long a stop waits for messages that are under way. */
    private static final Duration PEACE = Duration.ofSeconds(30);

    private final String name;
    private final BundleContext context;
    private final Policies policies;
    private final ServerContext server;
    private final Endpoint endpoint;
    private final TlsSection tls;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    @SuppressWarnings("NullAway.Init") // set before start() is called
    private volatile HostIdentity host;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    @SuppressWarnings("NullAway.Init") // set before start() is called
    private volatile Spool spool;

    private @Nullable ServiceRegistration<?> announcement;

    @ObjectClassDefinition(name = "listener")
    @interface Options {
        @Option(kind = Option.Kind.ENDPOINT, value = "where to listen")
        String bind() default "127.0.0.1:2525";

        @Option(value = "TLS: none, after STARTTLS, or from the start", needs = "tls.certificate")
        ListenerSettings.Tls tls() default ListenerSettings.Tls.NONE;

        @Option("for other servers or for our users")
        ListenerSettings.Role role() default ListenerSettings.Role.MX;

        @Option(
                kind = Option.Kind.NETWORK,
                value = "who must begin with a PROXY header and is believed")
        String[] proxyProtocol() default {};

        @Option(kind = Option.Kind.NETWORK, value = "who may say XCLIENT")
        String[] xclient() default {};

        @Option("what is done about a bare CR or LF in a message")
        ListenerSettings.BareNewlines bareNewline() default ListenerSettings.BareNewlines.REJECT;

        @Option(kind = Option.Kind.NETWORK, value = "whose bare CRs and LFs are mended in any case")
        String[] bareNewlineClients() default {};

        @Option("whether AUTH is offered without TLS")
        boolean authInClear() default false;

        @Option(
                kind = Option.Kind.DURATION,
                value = "how long a client must be silent before it is greeted")
        String greetingDelay() default "PT0S";
    }

    /** Gets ready; {@link #start} binds. */
    @Activate
    public Listener(
            ComponentContext component,
            Options options,
            @Reference HookHost hooks,
            @Reference LimitsSection limits,
            @Reference TlsSection tls,
            @Reference IoProcessors processors) {
        Object called = component.getProperties().get("postern.name");
        this.name = called == null ? "smtp" : called.toString();
        this.context = component.getBundleContext();
        this.policies = Policies.open(context, hooks);
        this.server =
                new ServerContext(
                        settings(name, options),
                        () -> host,
                        () -> spool,
                        policies,
                        limits::limits,
                        limits.logins(),
                        hooks,
                        Clock.systemUTC());
        this.endpoint = new Endpoint(server, limits.shared(), processors);
        this.tls = tls;
    }

    /** Binds, and says how that went. */
    @Activate
    void start(Options options) {
        String place = options.bind();
        try {
            InetSocketAddress bound = endpoint.bind(address(place), tls(options));
            String where = bound.getAddress().getHostAddress() + ":" + bound.getPort();
            LOG.info("listener={} bound={}", name, where);
            announce("postern.listener", name + " " + where);
        } catch (IOException | IllegalArgumentException failed) {
            LOG.error("listener={} bind={} failed: {}", name, place, failed.toString());
            announce(
                    "postern.listener.error",
                    "listener " + name + " cannot bind " + place + ": " + failed.getMessage());
        }
    }

    /** What its sessions share. */
    ServerContext server() {
        return server;
    }

    /** Blocks until its sessions have ended, 36 s at most. */
    @Deactivate
    void stop() throws InterruptedException {
        ServiceRegistration<?> announced = announcement;
        if (announced != null) {
            announced.unregister();
        }
        try {
            endpoint.stop(PEACE);
        } finally {
            policies.close();
        }
        LOG.info("listener={} closed", name);
    }

    private Optional<ListenerTls> tls(Options options) throws IOException {
        return options.tls() == ListenerSettings.Tls.NONE
                ? Optional.empty()
                : Optional.of(tls.listener());
    }

    private static ListenerSettings settings(String name, Options options) {
        return new ListenerSettings(
                name,
                options.tls(),
                options.role(),
                networks(options.proxyProtocol()),
                networks(options.xclient()),
                options.bareNewline(),
                networks(options.bareNewlineClients()),
                options.authInClear(),
                Duration.parse(options.greetingDelay()));
    }

    private static Predicate<InetAddress> networks(String... networks) {
        return Networks.of(List.of(networks))::contains;
    }

    private void announce(String property, String text) {
        Dictionary<String, Object> properties = FrameworkUtil.asDictionary(Map.of(property, text));
        announcement = context.registerService(Listener.class, this, properties);
    }

    private static InetSocketAddress address(String place) throws IOException {
        int colon = place.lastIndexOf(':');
        String host = place.substring(0, Math.max(0, colon)).replace("[", "").replace("]", "");
        int port = Integer.parseInt(place.substring(colon + 1));
        return host.isEmpty() || host.equals("*")
                ? new InetSocketAddress(port)
                : new InetSocketAddress(InetAddress.getByName(host), port);
    }
}
