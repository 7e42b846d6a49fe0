// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.routing.NextHop;

import java.util.List;

/** What an operator wants done with mail that waits. */
public sealed interface QueueAction {
    /** Its name on the command line, in the log and in events. */
    String word();

    /** Keep messages back until somebody releases them. Lasts over a restart. */
    record Hold() implements QueueAction {
        @Override
        public String word() {
            return "hold";
        }
    }

    /** Let held messages go. */
    record Release() implements QueueAction {
        @Override
        public String word() {
            return "release";
        }
    }

    /** Try messages now that wait for their time. */
    record Retry() implements QueueAction {
        @Override
        public String word() {
            return "retry";
        }
    }

    /** Give recipients up; the sender is told, where there is one who wants to hear it. */
    record Bounce() implements QueueAction {
        @Override
        public String word() {
            return "bounce";
        }
    }

    /** Drop recipients; nobody is told. */
    record Remove() implements QueueAction {
        @Override
        public String word() {
            return "remove";
        }
    }

    /**
     * Route recipients anew and try them now.
     *
     * @param transport that takes them this once, whatever routers say; empty for those
     * @param hops where it takes them
     */
    record Reroute(String transport, List<NextHop> hops) implements QueueAction {
        public Reroute {
            hops = List.copyOf(hops);
        }

        @Override
        public String word() {
            return "reroute";
        }
    }
}
