// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

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

    /** The bundles of each plugin that have a hook, by the plugin's symbolic name. */
    private volatile Map<String, Set<Long>> bundles = Map.of();

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

    /** Whether another version of its plugin has hooks that was installed before it. */
    boolean hasOlder(Source source) {
        for (long bundle : bundles.getOrDefault(source.plugin(), Set.of())) {
            if (bundle < source.bundle()) {
                return true;
            }
        }
        return false;
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
        Map<String, Set<Long>> counted = new HashMap<>();
        for (HookState state : states.values()) {
            counted.computeIfAbsent(state.source().plugin(), _ -> new HashSet<>())
                    .add(state.source().bundle());
        }
        bundles = counted;
    }

    private record Id(Class<?> hook, long service) {}
}
