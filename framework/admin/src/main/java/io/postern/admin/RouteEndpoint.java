// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.Mailbox;
import io.postern.queue.QueueControl;
import io.postern.queue.QueueControl.RouteStep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /api/route?address=…}: how mail for an address would go. */
final class RouteEndpoint implements Endpoint {
    private static final int MOST = 100;

    private final Services services;

    RouteEndpoint(Services services) {
        this.services = services;
    }

    @Override
    public Answer answer(Request request) throws IOException, InterruptedException {
        List<String> addresses = request.parameters("address");
        if (addresses.isEmpty() || addresses.size() > MOST) {
            return Answer.error(400, "name an address, at most " + MOST + " of them");
        }
        QueueControl queue =
                services.queue()
                        .orElseThrow(() -> new RefusedException(503, "the queue isn't there now"));
        List<Mailbox> mailboxes = new ArrayList<>();
        for (String address : addresses) {
            mailboxes.add(
                    Mailboxes.mailbox(address, services.host().map(HostIdentity::defaultDomain)));
        }
        List<Map<String, Object>> routes = new ArrayList<>();
        for (Mailbox mailbox : mailboxes) {
            Map<String, Object> route = new LinkedHashMap<>();
            route.put("address", mailbox.toString());
            route.put("steps", queue.explain(mailbox).stream().map(RouteEndpoint::step).toList());
            routes.add(route);
        }
        return Answer.of(Map.of("routes", routes));
    }

    private static Map<String, Object> step(RouteStep step) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("recipient", step.recipient());
        fields.put("router", step.router());
        fields.put("decision", step.decision());
        fields.put("detail", step.detail());
        return fields;
    }
}
