// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The services of one hook interface in the order they are asked: {@code service.ranking}
 * descending, then {@code service.id} ascending; versions of a plugin's hook are one of them, at
 * the place of the oldest (see {@link Rollouts}). Follows the services as they come and go while
 * calls are made; safe for many threads.
 */
public final class HookChain<H> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HookChain.class);

    /** How long a service that goes may hold up its plugin's stop by calls under way. */
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final Class<H> type;
    private final Duration limit;
    private final HookHost host;
    private final @Nullable ServiceTracker<H, Member<H>> tracker;

    /** Sorted as they are asked; written under this chain's lock. */
    private volatile List<Place<H>> places = List.of();

    private HookChain(
            Class<H> type, Duration limit, HookHost host, @Nullable BundleContext context) {
        this.type = type;
        this.limit = limit;
        this.host = host;
        this.tracker = context == null ? null : new Tracker(context);
    }

    /**
     * Follows the services of a framework.
     *
     * @param limit how long a call may take
     */
    public static <H> HookChain<H> open(
            BundleContext context, Class<H> type, Duration limit, HookHost host) {
        HookChain<H> chain = new HookChain<>(type, limit, host, context);
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
        HookChain<H> chain = new HookChain<>(type, limit, HookHost.alone(), null);
        for (int i = 0; i < services.size(); i++) {
            Map<String, Object> named = new HashMap<>(properties);
            named.put("postern.name", type.getSimpleName() + "-" + i);
            chain.add(services.get(i), new Source("test", "0", 0, i), named);
        }
        return chain;
    }

    /** One without a framework, to be filled. */
    static <H> HookChain<H> of(HookHost host, Class<H> type, Duration limit) {
        return new HookChain<>(type, limit, host, null);
    }

    /** Those that are there now, in the order they are asked. */
    public List<Hook<H>> hooks() {
        return hooks(Subject.NONE);
    }

    /** Those that are asked about that, in the order they are asked. */
    public List<Hook<H>> hooks(Subject subject) {
        List<Place<H>> all = places;
        List<Hook<H>> hooks = new ArrayList<>(all.size());
        for (Place<H> place : all) {
            Member<H> member = place.choose(subject);
            if (member != null) {
                hooks.add(new Hook<>(place, member, subject));
            }
        }
        return Collections.unmodifiableList(hooks);
    }

    /** The first of that name. */
    public Optional<Hook<H>> named(String name) {
        return hooks().stream().filter(hook -> hook.info().name().equals(name)).findFirst();
    }

    /** Whether nobody is there to be asked. */
    public boolean isEmpty() {
        return places.stream().allMatch(place -> place.choose(Subject.NONE) == null);
    }

    /**
     * Asks one after the other; the first answer that isn't a pass, or the first trouble, ends it.
     *
     * @param isPass tells an answer that leaves it to the next
     */
    public <A> Answer<A> first(HookCall<H, A> call, Predicate<A> isPass)
            throws InterruptedException {
        return first(Subject.NONE, _ -> true, call, isPass);
    }

    /**
     * The same, of some of them.
     *
     * @param subject what they are asked about
     * @param asked whom to ask
     */
    public <A> Answer<A> first(
            Subject subject, Predicate<Hook<H>> asked, HookCall<H, A> call, Predicate<A> isPass)
            throws InterruptedException {
        for (Place<H> place : places) {
            Member<H> member = place.choose(subject);
            if (member == null) {
                continue;
            }
            Hook<H> hook = new Hook<>(place, member, subject);
            Answer<A> answer = asked.test(hook) ? hook.call(call, limit) : new Answer.None<>();
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

    /** Stops following, and waits for the calls under way. */
    @Override
    public void close() {
        if (tracker != null) {
            tracker.close();
        }
    }

    /** One more service; it is asked from now on. */
    Member<H> add(H service, Source source, Map<String, Object> properties) {
        HookInfo info = info(service.getClass().getSimpleName(), source, properties);
        Member<H> member = new Member<>(service, host.states().hold(type, source, info), host);
        insert(member);
        return member;
    }

    /** A service says something else of itself. */
    void change(Member<H> member, Map<String, Object> properties) {
        HookState state = member.state();
        host.states().change(state, info(member.className(), state.source(), properties));
        move(member);
    }

    /**
     * A service goes: from now on it isn't asked, and when this returns its calls have ended, or
     * the time is over.
     */
    void gone(Member<H> member) throws InterruptedException {
        takeOut(member);
        try {
            if (!member.drain(DRAIN)) {
                HookInfo info = member.state().info();
                LOG.warn("hook={} plugin={} still busy", info.name(), info.plugin());
            }
        } finally {
            host.states().release(member.state());
        }
    }

    private HookInfo info(String className, Source source, Map<String, Object> properties) {
        String typeName = properties.getOrDefault("postern.type", "").toString();
        String fallback = typeName.isEmpty() ? className : typeName;
        int ranking = properties.get(Constants.SERVICE_RANKING) instanceof Integer r ? r : 0;
        return new HookInfo(
                type.getSimpleName(),
                properties.getOrDefault("postern.name", fallback).toString(),
                typeName,
                source.label(),
                ranking,
                properties);
    }

    private synchronized void insert(Member<H> member) {
        List<Place<H>> all = new ArrayList<>(places);
        Place<H> place =
                all.stream()
                        .filter(one -> one.isOf(member.state().key()))
                        .findFirst()
                        .orElseGet(
                                () -> {
                                    Place<H> another = new Place<>(member.state().key(), host);
                                    all.add(another);
                                    return another;
                                });
        place.add(member);
        sort(all);
    }

    /** To where it belongs now; for a moment it may be asked twice, but never not at all. */
    private synchronized void move(Member<H> member) {
        List<Place<H>> before = places;
        insert(member);
        before.stream()
                .filter(place -> !place.isOf(member.state().key()))
                .forEach(place -> place.remove(member));
        sort(places);
    }

    private synchronized void takeOut(Member<H> member) {
        places.forEach(place -> place.remove(member));
        sort(places);
    }

    private void sort(List<Place<H>> all) {
        Map<Place<H>, Place.Rank> ranks = new HashMap<>();
        all.stream()
                .filter(place -> !place.isEmpty())
                .forEach(place -> ranks.put(place, place.rank()));
        places =
                ranks.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                        .toList();
    }

    private final class Tracker extends ServiceTracker<H, Member<H>> {
        Tracker(BundleContext context) {
            super(context, type, null);
        }

        @Override
        public @Nullable Member<H> addingService(ServiceReference<H> reference) {
            H service = context.getService(reference);
            return service == null
                    ? null
                    : add(service, Source.of(reference), properties(reference));
        }

        @Override
        public void modifiedService(ServiceReference<H> reference, Member<H> member) {
            change(member, properties(reference));
        }

        /**
         * Runs in the thread that unregisters the service, which so waits for the calls under way.
         */
        @Override
        public void removedService(ServiceReference<H> reference, Member<H> member) {
            try {
                gone(member);
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
    }
}
