// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The hooks that are there, each once, however many chains have it. Safe for many threads; calls
 * nobody.
 */
final class HookStates {
    private final HookHost host;

    /** Guarded by this. */
    private final Map<Id, HookState> states = new HashMap<>();

    /** By the symbolic name of a plugin; only versions that have a hook now. */
    private volatile Map<String, List<Version>> versions = Map.of();

    HookStates(HookHost host) {
        this.host = host;
    }

    /** A chain has a service; it gives it back with {@link #release}. */
    synchronized HookState hold(Class<?> hook, Source source, HookInfo info) {
        Id id = new Id(hook, source.service());
        HookState state = states.get(id);
        if (state == null) {
            Key key = key(hook, source, info);
            long order =
                    states.values().stream()
                            .filter(other -> other.key().equals(key))
                            .mapToLong(HookState::order)
                            .reduce(source.service(), Math::min);
            state = new HookState(source, info, key, order, host);
            states.put(id, state);
            count();
        }
        state.hold();
        return state;
    }

    /** A chain has it no more. */
    synchronized void release(HookState state) {
        if (state.release()) {
            states.values().remove(state);
            count();
        }
    }

    /** Its service's properties were changed. */
    synchronized void change(HookState state, HookInfo info) {
        Key key = Key.of(state.key().hook(), state.source(), info, state.key().number());
        state.changed(info, key.equals(state.key()) ? key : key(key.hook(), state.source(), info));
    }

    synchronized List<HookState> all() {
        return List.copyOf(states.values());
    }

    /**
     * Whether a hook is new with its version: those that were installed before it and have hooks
     * now never had that one. Where one that goes has given it up already it isn't.
     */
    boolean isNew(HookState state) {
        boolean older = false;
        for (Version version : versions.getOrDefault(state.source().plugin(), List.of())) {
            if (version.bundle() < state.source().bundle()) {
                older = true;
                if (version.offered().contains(state.key())) {
                    return false;
                }
            }
        }
        return older;
    }

    /** The first that no other service of the same bundle has. */
    private Key key(Class<?> hook, Source source, HookInfo info) {
        for (int number = 0; ; number++) {
            Key key = Key.of(hook, source, info, number);
            if (states.values().stream()
                    .noneMatch(
                            other ->
                                    other.key().equals(key)
                                            && other.source().bundle() == source.bundle())) {
                return key;
            }
        }
    }

    private void count() {
        Map<Long, Set<Key>> offered = new HashMap<>();
        Map<Long, String> plugins = new HashMap<>();
        for (HookState state : states.values()) {
            long bundle = state.source().bundle();
            plugins.put(bundle, state.source().plugin());
            offered.computeIfAbsent(bundle, _ -> new HashSet<>()).add(state.key());
        }
        versions.values().stream()
                .flatMap(List::stream)
                .forEach(
                        before ->
                                offered.computeIfPresent(
                                        before.bundle(),
                                        (_, keys) -> {
                                            keys.addAll(before.offered());
                                            return keys;
                                        }));
        Map<String, List<Version>> counted = new HashMap<>();
        offered.forEach(
                (bundle, keys) ->
                        counted.computeIfAbsent(
                                        plugins.getOrDefault(bundle, ""), _ -> new ArrayList<>())
                                .add(new Version(bundle, keys)));
        versions = counted;
    }

    /**
     * One version of a plugin.
     *
     * @param offered the hooks it has, and had since it was started
     */
    private record Version(long bundle, Set<Key> offered) {}

    private record Id(Class<?> hook, long service) {}
}
