// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.spool.Spool;
import io.postern.spool.SpoolStatus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /health}: 200 where all mail is taken and moved, else 503 and why not. A paused queue
 * is no trouble, somebody wanted that.
 */
final class HealthEndpoint implements Endpoint {
    private final Services services;

    HealthEndpoint(Services services) {
        this.services = services;
    }

    @Override
    public Answer answer(Request request) throws IOException {
        List<String> troubles = troubles();
        return Answer.of(
                troubles.isEmpty() ? 200 : 503,
                Map.of("healthy", troubles.isEmpty(), "troubles", troubles));
    }

    private List<String> troubles() {
        List<String> troubles = new ArrayList<>(services.listenerErrors());
        int open = services.listeners().size();
        int expected = services.expectedListeners();
        if (services.host().isEmpty()) {
            troubles.add("no configuration is applied");
        } else if (open < expected && services.listenerErrors().isEmpty()) {
            troubles.add(open + " of " + expected + " listeners are open");
        }
        String spool = services.spool().map(HealthEndpoint::trouble).orElse("recovering");
        if (!spool.isEmpty()) {
            troubles.add("spool: " + spool);
        }
        if (services.queue().isEmpty()) {
            troubles.add("queue: not there");
        }
        return troubles;
    }

    private static String trouble(Spool spool) {
        SpoolStatus status = spool.status();
        boolean low = status.trouble().isEmpty() && status.space() != SpoolStatus.Space.AMPLE;
        return low ? status.space().text() : status.trouble();
    }
}
