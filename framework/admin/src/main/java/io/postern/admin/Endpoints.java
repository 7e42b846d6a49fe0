// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.time.Clock;
import java.util.Map;

/** Which endpoint is where. */
final class Endpoints {
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private Endpoints() {}

    static Map<String, Endpoint> of(
            Services services, PrometheusMeterRegistry metrics, String version, long messageSize) {
        QueueEndpoints queue = new QueueEndpoints(services);
        return Map.ofEntries(
                Map.entry("GET /health", new HealthEndpoint(services)),
                Map.entry("GET /metrics", _ -> Answer.text(200, METRICS_TYPE, metrics.scrape())),
                Map.entry(
                        "GET /api/status",
                        new StatusEndpoint(services, version, Clock.systemUTC())),
                Map.entry("GET /api/hooks", new HooksEndpoint(services)),
                Map.entry("GET /api/route", new RouteEndpoint(services)),
                Map.entry("GET /api/queue", queue::list),
                Map.entry("POST /api/queue/retry", queue::retry),
                Map.entry("POST /api/queue/pause", queue::pause),
                Map.entry("POST /api/queue/resume", queue::resume),
                Map.entry("POST /api/queue/release", queue::release),
                Map.entry(
                        "POST /api/messages",
                        new MessageEndpoint(services, messageSize, Clock.systemUTC())),
                Map.entry("POST /api/try", new TryEndpoint(services)),
                Map.entry("POST /api/reload", new ReloadEndpoint(services)));
    }
}
