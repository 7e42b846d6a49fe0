// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.event.Figure;
import io.postern.api.event.FigureSource;
import io.postern.api.event.MailEvent;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;
import io.postern.api.lookup.MtaSts;
import io.postern.api.mail.HostIdentity;
import io.postern.hooks.Hook;
import io.postern.hooks.HookChain;
import io.postern.hooks.HookFigures;
import io.postern.hooks.HookHost;
import io.postern.hooks.HookInfo;
import io.postern.plugins.PluginControl;
import io.postern.queue.QueueControl;
import io.postern.server.PretendSession;
import io.postern.spool.Spool;

import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;

/** {@link Services} in the service registry. */
final class OsgiServices implements Services, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OsgiServices.class);
    private static final String APPLY =
            "(&(objectClass=java.util.concurrent.Callable)(postern.command=apply))";
    private static final String SCRIPTS =
            "(&(objectClass=java.util.concurrent.Callable)(postern.command=scripts))";

    /** For an operator who waits. */
    private static final Duration LOOKUP = Duration.ofSeconds(5);

    private final BundleContext context;
    private final HookHost hookHost;
    private final HookList hooks;
    private final HookChain<Lookup> lookups;
    private final ServiceTracker<QueueControl, QueueControl> queue;
    private final ServiceTracker<PluginControl, PluginControl> plugins;
    private final ServiceTracker<Spool, Spool> spool;
    private final ServiceTracker<HostIdentity, HostIdentity> host;
    private final ServiceTracker<PretendSession, PretendSession> pretendSession;
    private final ServiceTracker<DnsResolver, DnsResolver> dns;
    private final ServiceTracker<MtaSts, MtaSts> mtaSts;
    private final ServiceTracker<FigureSource, FigureSource> figures;
    private final ServiceTracker<Callable<List<String>>, Callable<List<String>>> apply;
    private final ServiceTracker<Callable<List<String>>, Callable<List<String>>> scripts;
    private final ReentrantLock applying = new ReentrantLock();

    OsgiServices(BundleContext context, HookHost hookHost) {
        this.context = context;
        this.hookHost = hookHost;
        this.hooks = new HookList(context);
        this.lookups = HookChain.open(context, Lookup.class, LOOKUP, hookHost);
        this.queue = new ServiceTracker<>(context, QueueControl.class, null);
        this.plugins = new ServiceTracker<>(context, PluginControl.class, null);
        this.spool = new ServiceTracker<>(context, Spool.class, null);
        this.host = new ServiceTracker<>(context, HostIdentity.class, null);
        this.pretendSession = new ServiceTracker<>(context, PretendSession.class, null);
        this.dns = new ServiceTracker<>(context, DnsResolver.class, null);
        this.mtaSts = new ServiceTracker<>(context, MtaSts.class, null);
        this.figures = new ServiceTracker<>(context, FigureSource.class, null);
        this.apply = new ServiceTracker<>(context, filter(APPLY), null);
        this.scripts = new ServiceTracker<>(context, filter(SCRIPTS), null);
        trackers().forEach(ServiceTracker::open);
    }

    @Override
    public Optional<QueueControl> queue() {
        return Optional.ofNullable(queue.getService());
    }

    @Override
    public Optional<PluginControl> plugins() {
        return Optional.ofNullable(plugins.getService());
    }

    @Override
    public Optional<Spool> spool() {
        return Optional.ofNullable(spool.getService());
    }

    @Override
    public Optional<HostIdentity> host() {
        return Optional.ofNullable(host.getService());
    }

    @Override
    public Optional<PretendSession> pretendSession() {
        return Optional.ofNullable(pretendSession.getService());
    }

    @Override
    public Optional<DnsResolver> dns() {
        return Optional.ofNullable(dns.getService());
    }

    @Override
    public Optional<MtaSts> mtaSts() {
        return Optional.ofNullable(mtaSts.getService());
    }

    @Override
    public io.postern.hooks.Answer<LookupAnswer> lookup(String name, String key)
            throws InterruptedException {
        Optional<Hook<Lookup>> lookup = lookups.named(name);
        return lookup.isPresent()
                ? lookup.get().call(one -> one.find(key), LOOKUP)
                : new io.postern.hooks.Answer.None<>();
    }

    @Override
    public List<String> listeners() {
        return properties("postern.listener");
    }

    @Override
    public List<String> listenerErrors() {
        return properties("postern.listener.error");
    }

    @Override
    public int expectedListeners() {
        ServiceReference<HostIdentity> reference = host.getServiceReference();
        return reference != null
                        && reference.getProperty("postern.listeners") instanceof Integer number
                ? number
                : 0;
    }

    @Override
    public List<HookInfo> hooks() {
        return hooks.hooks();
    }

    @Override
    public List<HookFigures> hookFigures() {
        return hookHost.figures();
    }

    @Override
    @SuppressWarnings("IllegalCatch") // Callable says no more; logged here, once.
    public List<String> apply() throws InterruptedException {
        Callable<List<String>> command = apply.getService();
        if (command == null) {
            throw new RefusedException(503, "the configuration isn't there now");
        }
        applying.lockInterruptibly();
        try {
            List<String> errors = command.call();
            // There where the configuration that now holds has scripts.
            Callable<List<String>> changed = scripts.getService();
            return errors.isEmpty() && changed != null ? changed.call() : errors;
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception broken) {
            LOG.error("apply failed", broken);
            throw new RefusedException(500, "applying the configuration failed: " + broken);
        } finally {
            applying.unlock();
        }
    }

    @Override
    @SuppressWarnings("IllegalCatch") // a border: one plugin's bug must not hide what others count
    public List<Figure> figures() {
        List<Figure> all = new ArrayList<>();
        for (FigureSource source : figures.getServices(new FigureSource[0])) {
            try {
                all.addAll(source.figures());
            } catch (RuntimeException broken) {
                LOG.error("figures of {} failed", source.getClass().getName(), broken);
            }
        }
        return all;
    }

    @Override
    public void publish(MailEvent event) {
        hookHost.publish(event);
    }

    @Override
    public void close() {
        trackers().forEach(ServiceTracker::close);
        lookups.close();
    }

    private List<ServiceTracker<?, ?>> trackers() {
        return List.of(
                queue, plugins, spool, host, pretendSession, dns, mtaSts, figures, apply, scripts);
    }

    private List<String> properties(String key) {
        try {
            ServiceReference<?>[] references =
                    context.getAllServiceReferences(null, "(" + key + "=*)");
            return references == null
                    ? List.of()
                    : Arrays.stream(references)
                            .map(reference -> String.valueOf(reference.getProperty(key)))
                            .sorted()
                            .toList();
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(key, e);
        }
    }

    private org.osgi.framework.Filter filter(String text) {
        try {
            return context.createFilter(text);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
