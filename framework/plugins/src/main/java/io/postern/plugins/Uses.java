// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a plugin states of itself: which hooks it is asked at, by the manifest's {@code
 * Provide-Capability}, and what its author wrote in {@code Postern-Lookups} and {@code
 * Postern-Network}. The hooks are held to; the rest is the author's word.
 *
 * @param hooks names of interfaces
 * @param lookups names of entries; {@value #UNSTATED} alone where the header isn't there
 * @param network protocols and addresses; {@value #UNSTATED} alone where the header isn't there
 */
public record Uses(Set<String> hooks, Set<String> lookups, Set<String> network) {
    /** Nothing was said, so anything may be. */
    static final String UNSTATED = "not stated";

    /** It is asked nowhere. */
    public static final Uses NOTHING = new Uses(Set.of(), Set.of(), Set.of());

    public Uses {
        hooks = Set.copyOf(hooks);
        lookups = Set.copyOf(lookups);
        network = Set.copyOf(network);
    }

    /** What this states that wasn't accepted, one line each; empty where all was. */
    List<String> beyond(Uses accepted) {
        List<String> more = new ArrayList<>();
        for (String hook : new TreeSet<>(hooks)) {
            if (!accepted.hooks.contains(hook)) {
                more.add("the hook " + simple(hook));
            }
        }
        beyond("the lookup ", lookups, accepted.lookups, more);
        beyond("the network: ", network, accepted.network, more);
        return more;
    }

    private static void beyond(
            String what, Set<String> stated, Set<String> accepted, List<String> more) {
        if (accepted.contains(UNSTATED)) {
            return;
        }
        new TreeSet<>(stated)
                .stream()
                        .filter(one -> !accepted.contains(one))
                        .forEach(one -> more.add(what + one));
    }

    /** All of both. */
    Uses and(Uses other) {
        return new Uses(
                union(hooks, other.hooks),
                union(lookups, other.lookups),
                union(network, other.network));
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }

    /** As in a JSON object, each list in alphabetical order. */
    public Map<String, List<String>> fields() {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        fields.put("hooks", List.copyOf(new TreeSet<>(hooks)));
        fields.put("lookups", List.copyOf(new TreeSet<>(lookups)));
        fields.put("network", List.copyOf(new TreeSet<>(network)));
        return fields;
    }

    static String simple(String interfaceName) {
        return interfaceName.substring(interfaceName.lastIndexOf('.') + 1);
    }
}
