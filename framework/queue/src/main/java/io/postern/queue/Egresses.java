// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.transport.Egress;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sources of {@code egress:} and the pools they are in, as they are at one time. Immutable. */
final class Egresses {
    /** The pool of mail for which nothing names one. */
    static final String USUAL = "default";

    private final Map<String, Egress> sources;
    private final Map<String, List<Member>> pools;

    private Egresses(Map<String, Egress> sources, Map<String, List<Member>> pools) {
        this.sources = sources;
        this.pools = pools;
    }

    /**
     * Puts pools together. A source is also a pool of its own; where none is in the pool {@code
     * default}, that has the source that leaves the address to the system.
     */
    static Egresses of(Egress usual, List<Source> all) {
        Map<String, Egress> sources = new HashMap<>();
        Map<String, List<Member>> pools = new HashMap<>();
        for (Source source : all) {
            String name = source.egress().name();
            sources.put(name, source.egress());
            pools.put(name, new ArrayList<>(List.of(new Member(name, 1))));
        }
        for (Source source : all) {
            source.pools()
                    .forEach(
                            (pool, weight) ->
                                    pools.computeIfAbsent(pool, _ -> new ArrayList<>())
                                            .add(new Member(source.egress().name(), weight)));
        }
        if (!pools.containsKey(USUAL)) {
            sources.put(Egress.DEFAULT, usual);
            pools.put(USUAL, List.of(new Member(Egress.DEFAULT, 1)));
        }
        return new Egresses(Map.copyOf(sources), Map.copyOf(pools));
    }

    /** The source of that name. */
    Optional<Egress> source(String name) {
        return Optional.ofNullable(sources.get(name));
    }

    /** Whether there is such a pool; the empty name is the default's. */
    boolean hasPool(String pool) {
        return pool.isEmpty() || pools.containsKey(pool);
    }

    /** The names of a pool's sources; none where there is no such pool. */
    List<String> sources(String pool) {
        return members(pool).stream().map(Member::source).distinct().toList();
    }

    /**
     * The sources of a pool in the order in which one message should use them at one site: always
     * the same for the same pair, and over many in proportion to the weights (rendezvous hashing,
     * so a source that goes or comes moves no mail but its own).
     */
    List<String> ranked(String pool, int message, int site) {
        List<Member> members = members(pool);
        if (members.size() == 1) {
            return List.of(members.getFirst().source());
        }
        record Scored(String source, double score) {}
        return members.stream()
                .map(m -> new Scored(m.source(), score(m, message, site)))
                .sorted(Comparator.comparingDouble(Scored::score))
                .map(Scored::source)
                .distinct()
                .toList();
    }

    private List<Member> members(String pool) {
        return pools.getOrDefault(pool.isEmpty() ? USUAL : pool, List.of());
    }

    private static double score(Member member, int message, int site) {
        long seed = ((long) message << 32 | (site & 0xffffffffL)) ^ member.source().hashCode();
        double uniform = ((mix(seed) >>> 11) + 1) * 0x1p-53; // above 0, at most 1
        return -Math.log(uniform) / member.weight();
    }

    /** The finish of SplitMix64: each bit depends on each. */
    private static long mix(long seed) {
        long z = seed + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /**
     * One entry of {@code egress:}.
     *
     * @param pools its weight in each
     */
    record Source(Egress egress, Map<String, Integer> pools) {}

    private record Member(String source, int weight) {}
}
