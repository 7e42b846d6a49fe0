// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Which share of messages each version has, and had: by the id of its bundle, of which no object is
 * kept. One write changes it for all hooks at once; reading takes no lock.
 */
final class Shares {
    /** What is remembered of one version; further changes push out the oldest. */
    private static final int MOST = 32;

    private volatile Map<Long, List<Since>> shares = Map.of();

    /** Whether nobody was ever given one. */
    boolean isEmpty() {
        return shares.isEmpty();
    }

    /** What a version had of messages that began then. */
    double of(long bundle, Instant began) {
        List<Since> all = shares.get(bundle);
        if (all == null) {
            return 1;
        }
        for (Since since : all.reversed()) {
            if (!since.at().isAfter(began)) {
                return since.share();
            }
        }
        return all.getFirst().share();
    }

    /** What it has of those that begin now. */
    double now(long bundle) {
        return of(bundle, Instant.MAX);
    }

    /**
     * Gives it a share of what begins from then on.
     *
     * @param asked whether it was asked until then, as all are without a word
     * @param installed tells bundles that are worth remembering
     */
    synchronized void set(
            long bundle, double share, Instant at, boolean asked, LongPredicate installed) {
        Map<Long, List<Since>> next = new HashMap<>(shares);
        next.keySet().removeIf(other -> !installed.test(other));
        List<Since> all =
                new ArrayList<>(
                        next.getOrDefault(bundle, List.of(new Since(Instant.MIN, asked ? 1 : 0))));
        all.add(new Since(at, share));
        if (all.size() > MOST) {
            all.removeFirst();
        }
        next.put(bundle, List.copyOf(all));
        shares = Map.copyOf(next);
    }

    private record Since(Instant at, double share) {}
}
