// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/**
 * The services of one hook interface in the order they are asked: {@code service.ranking}
 * descending, then {@code service.id} ascending. Follows the services as they come and go while
 * calls are made; safe for many threads.
 */
public final class HookChain<H> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HookChain.class);

    /** How long a service that goes may hold up its plugin's stop by calls under way. */
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final Class<H> type;
    private final Duration limit;
    private final MailEvents events;
    private final @Nullable ServiceTracker<H, Hook<H>> tracker;

    /** Sorted as they are asked. */
    private final ConcurrentSkipListMap<Rank, Hook<H>> hooks = new ConcurrentSkipListMap<>();

    private HookChain(
            Class<H> type, Duration limit, MailEvents events, @Nullable BundleContext context) {
        this.type = type;
        this.limit = limit;
        this.events = events;
        this.tracker = context == null ? null : new Tracker(context);
    }

    /**
     * Follows the services of a framework.
     *
     * @param limit how long a call may take
     */
    public static <H> HookChain<H> open(
            BundleContext context, Class<H> type, Duration limit, MailEvents events) {
        HookChain<H> chain = new HookChain<>(type, limit, events, context);
        if (chain.tracker != null) {
            chain.tracker.open();
        }
        return chain;
    }

    /**
     * A fixed chain, in the order of the list; for tests and tools. Each is named by its position
     * from 0.
     */
    public static <H> HookChain<H> of(Class<H> type, Duration limit, List<? extends H> services) {
        return of(type, limit, services, Map.of());
    }

    /**
     * As {@link #of(Class, Duration, List)}, each service with these properties; a ranking among
     * them is theirs.
     */
    public static <H> HookChain<H> of(
            Class<H> type,
            Duration limit,
            List<? extends H> services,
            Map<String, Object> properties) {
        HookChain<H> chain = new HookChain<>(type, limit, _ -> {}, null);
        for (int i = 0; i < services.size(); i++) {
            Map<String, Object> named = new HashMap<>(properties);
            named.put("postern.name", type.getSimpleName() + "-" + i);
            int ranking = properties.get(Constants.SERVICE_RANKING) instanceof Integer r ? r : 0;
            chain.add(services.get(i), new Rank(ranking, i), named, "test/0");
        }
        return chain;
    }

    /** Those that are there now, in the order they are asked. */
    public List<Hook<H>> hooks() {
        return List.copyOf(hooks.values());
    }

    /** Whether nobody is there to be asked. */
    public boolean isEmpty() {
        return hooks.isEmpty();
    }

    /**
     * Asks one after the other; the first answer that isn't a pass, or the first trouble, ends it.
     *
     * @param isPass tells an answer that leaves it to the next
     */
    public <A> Answer<A> first(HookCall<H, A> call, Predicate<A> isPass)
            throws InterruptedException {
        return first(_ -> true, call, isPass);
    }

    /**
     * The same, of some of them.
     *
     * @param asked whom to ask
     */
    public <A> Answer<A> first(Predicate<Hook<H>> asked, HookCall<H, A> call, Predicate<A> isPass)
            throws InterruptedException {
        for (Hook<H> hook : hooks.values()) {
            if (!asked.test(hook)) {
                continue;
            }
            Answer<A> answer = hook.call(call, limit);
            switch (answer) {
                case Answer.Given<A>(A value, _) when isPass.test(value) -> {}
                case Answer.None<A> _ -> {}
                case Answer.Given<A> _, Answer.Trouble<A> _ -> {
                    return answer;
                }
            }
        }
        return new Answer.None<>();
    }

    /** How long a call may take. */
    public Duration limit() {
        return limit;
    }

    /** Stops following; calls under way end on their own. */
    @Override
    public void close() {
        if (tracker != null) {
            tracker.close();
        }
    }

    private Hook<H> add(H service, Rank rank, Map<String, Object> properties, String plugin) {
        String typeName = properties.getOrDefault("postern.type", "").toString();
        String fallback = typeName.isEmpty() ? service.getClass().getSimpleName() : typeName;
        String name = properties.getOrDefault("postern.name", fallback).toString();
        HookInfo info =
                new HookInfo(
                        type.getSimpleName(), name, typeName, plugin, rank.ranking(), properties);
        Hook<H> hook = new Hook<>(service, info, events, Clock.systemUTC());
        hooks.put(rank, hook);
        return hook;
    }

    /** OSGi's own order (Core 5.2.5), as a key that stays when a service's properties change. */
    private record Rank(int ranking, long id) implements Comparable<Rank> {
        static Rank of(ServiceReference<?> reference) {
            int ranking =
                    reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer number
                            ? number
                            : 0;
            return new Rank(ranking, (Long) reference.getProperty(Constants.SERVICE_ID));
        }

        @Override
        public int compareTo(Rank other) {
            int byRanking = Integer.compare(other.ranking, ranking);
            return byRanking != 0 ? byRanking : Long.compare(id, other.id);
        }
    }

    private final class Tracker extends ServiceTracker<H, Hook<H>> {
        Tracker(BundleContext context) {
            super(context, type, null);
        }

        @Override
        public @Nullable Hook<H> addingService(ServiceReference<H> reference) {
            H service = context.getService(reference);
            return service == null
                    ? null
                    : add(service, Rank.of(reference), properties(reference), plugin(reference));
        }

        @Override
        public void modifiedService(ServiceReference<H> reference, Hook<H> hook) {
            hooks.values().remove(hook);
            addingService(reference);
        }

        /**
         * Runs in the thread that unregisters the service, which so waits for the calls under way.
         */
        @Override
        public void removedService(ServiceReference<H> reference, Hook<H> hook) {
            hooks.values().remove(hook);
            try {
                if (!hook.drain(DRAIN)) {
                    LOG.warn("hook={} plugin={} still busy", hook.info().name(), plugin(reference));
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            context.ungetService(reference);
        }

        private static Map<String, Object> properties(ServiceReference<?> reference) {
            Map<String, Object> properties = new HashMap<>();
            for (String key : reference.getPropertyKeys()) {
                properties.put(key, reference.getProperty(key));
            }
            return properties;
        }

        private static String plugin(ServiceReference<?> reference) {
            Bundle bundle = reference.getBundle();
            return bundle == null ? "gone" : bundle.getSymbolicName() + "/" + bundle.getVersion();
        }
    }
}
