// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Chooses what of a busy server's sessions is recorded, so that a record of some size goes back for
 * days and costs a loaded server next to nothing: so many new sessions a second, from their
 * beginning, and of each so many transactions. Safe for many threads.
 */
final class Sampling {
    /** Transactions that have begun, by the sessions that are recorded. */
    private final Map<String, Integer> begun = new ConcurrentHashMap<>();

    private final Rate sessions;
    private final Rate routes;
    private final int transactions;

    /**
     * At most so many.
     *
     * @param rate sessions that begin within a second, and recipients that are routed
     * @param transactions of each session
     */
    Sampling(int rate, int transactions, InstantSource clock) {
        this.sessions = new Rate(rate, clock);
        this.routes = new Rate(rate, clock);
        this.transactions = transactions;
    }

    /** Whether what this hook is asked now is to be recorded. */
    boolean wants(String session, String hook) {
        return switch (hook) {
            case "onConnect" ->
                    begun.containsKey(session)
                            || (sessions.allows() && begun.put(session, 0) == null);
            case "onSender" -> {
                Integer count = begun.computeIfPresent(session, (_, before) -> before + 1);
                yield count != null && count <= transactions;
            }
            case "onDisconnect" -> begun.remove(session) != null;
            case "route" -> routes.allows();
            default -> begun.getOrDefault(session, Integer.MAX_VALUE) <= transactions;
        };
    }

    /** Sessions that are recorded and haven't ended. */
    int open() {
        return begun.size();
    }

    /** So many within each second of the clock. */
    private static final class Rate {
        private final int most;
        private final InstantSource clock;
        private long second;
        private int used;

        Rate(int most, InstantSource clock) {
            this.most = most;
            this.clock = clock;
        }

        synchronized boolean allows() {
            long now = clock.instant().getEpochSecond();
            if (now != second) {
                second = now;
                used = 0;
            }
            return used++ < most;
        }
    }
}
