// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Domain;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.Shaping;
import io.postern.api.transport.Shaping.Limits;
import io.postern.api.transport.ShapingPolicy;
import io.postern.hooks.Answer;
import io.postern.hooks.Hook;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Asks the shaping policies, and remembers for a minute what they said. Blocks for them; safe for
 * many threads.
 */
final class Shapings {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long MEMORY = 60_000;
    private static final int MOST_REMEMBERED = 10_000;

    private final Supplier<List<Hook<ShapingPolicy>>> policies;
    private final Supplier<Egresses> egresses;
    private final InstantSource clock;

    /** The oldest first; guarded by itself, as is the next. */
    private final Map<Question, Remembered> remembered = new LinkedHashMap<>();

    private List<Hook<ShapingPolicy>> asked = List.of();

    Shapings(
            Supplier<List<Hook<ShapingPolicy>>> policies,
            Supplier<Egresses> egresses,
            InstantSource clock) {
        this.policies = policies;
        this.egresses = egresses;
        this.clock = clock;
    }

    /** What holds for mail of a domain that was routed there. */
    Shaped of(Domain domain, String transport, List<NextHop> hops) throws InterruptedException {
        List<Hook<ShapingPolicy>> hooks = policies.get();
        if (hooks.isEmpty()) {
            return new Shaped(domain, "", Limits.NONE.tls(), Map.of());
        }
        Question question = new Question(domain, Site.Key.of(transport, hops));
        long now = clock.millis();
        synchronized (remembered) {
            if (!hooks.equals(asked)) {
                asked = hooks;
                remembered.clear();
            }
            Remembered known = remembered.get(question);
            if (known != null && now - known.at() < MEMORY && now >= known.at()) {
                return known.shaped();
            }
        }
        Shaped shaped = ask(hooks, new Place(domain, transport, hops, nameOf(question), ""));
        synchronized (remembered) {
            remembered.remove(question);
            if (remembered.size() >= MOST_REMEMBERED) {
                remembered.remove(remembered.keySet().iterator().next());
            }
            remembered.put(question, new Remembered(shaped, now));
        }
        return shaped;
    }

    /** Whether mail may come from that pool, which may have gone. */
    boolean hasPool(String pool) {
        return egresses.get().hasPool(pool);
    }

    private static String nameOf(Question question) {
        return SiteName.of(question.site().transport(), question.site().hosts());
    }

    private Shaped ask(List<Hook<ShapingPolicy>> hooks, Place place) throws InterruptedException {
        Limits first = limits(hooks, place);
        String pool = first.pool().orElse("");
        Map<String, Limits> limits = new HashMap<>();
        for (String source : egresses.get().sources(pool)) {
            limits.put(source, limits(hooks, place.from(source)));
        }
        return new Shaped(place.domain(), pool, first.tls(), Map.copyOf(limits));
    }

    private static Limits limits(List<Hook<ShapingPolicy>> hooks, Place place)
            throws InterruptedException {
        Limits limits = Limits.NONE;
        for (Hook<ShapingPolicy> hook : hooks) {
            if (hook.call(policy -> policy.shape(place), LIMIT)
                            instanceof Answer.Given<Shaping>(Shaping answer, _)
                    && answer instanceof Limits more) {
                limits = completed(limits, more);
            }
        }
        return limits;
    }

    private static Limits completed(Limits limits, Limits more) {
        return new Limits(
                limits.connections().isPresent() ? limits.connections() : more.connections(),
                limits.connectionRate().or(more::connectionRate),
                limits.messageRate().or(more::messageRate),
                limits.messagesPerConnection().isPresent()
                        ? limits.messagesPerConnection()
                        : more.messagesPerConnection(),
                limits.pool().or(more::pool),
                limits.tls().or(more::tls));
    }

    private record Question(Domain domain, Site.Key site) {}

    private record Remembered(Shaped shaped, long at) {}

    /** What policies are asked about. */
    private record Place(
            Domain domain, String transport, List<NextHop> hops, String site, String source)
            implements ShapingPolicy.Destination {
        Place from(String other) {
            return new Place(domain, transport, hops, site, other);
        }
    }
}
