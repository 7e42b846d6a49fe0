// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.plugins.PluginOrder.Verb;
import io.postern.queue.QueueAction;

import java.time.Clock;
import java.util.Map;

/** Which endpoint is where. */
final class Endpoints {
    private Endpoints() {}

    static Map<String, Endpoint> of(
            Services services, MetricsEndpoint metrics, String version, long messageSize) {
        QueueEndpoints queue = new QueueEndpoints(services, Clock.systemUTC());
        PluginEndpoints plugins = new PluginEndpoints(services);
        return Map.ofEntries(
                Map.entry("GET /health", new HealthEndpoint(services)),
                Map.entry("GET /metrics", metrics),
                Map.entry(
                        "GET /api/status",
                        new StatusEndpoint(services, version, Clock.systemUTC())),
                Map.entry("GET /api/figures", new FiguresEndpoint(services)),
                Map.entry("GET /api/hooks", new HooksEndpoint(services)),
                Map.entry("GET /api/route", new RouteEndpoint(services)),
                Map.entry("GET /api/lookup", new LookupEndpoint(services)),
                Map.entry("GET /api/tls/policy", new TlsPolicyEndpoint(services)),
                Map.entry("GET /api/queue", queue::list),
                Map.entry("GET /api/queue/message", queue::show),
                Map.entry("GET /api/queue/preview", queue::preview),
                Map.entry("GET /api/queue/explain", new ExplainEndpoint(services)),
                Map.entry("GET /api/queue/summary", queue::summary),
                Map.entry("GET /api/queue/suspensions", queue::suspensions),
                Map.entry("POST /api/queue/suspend", queue::suspend),
                Map.entry("POST /api/queue/lift", queue::lift),
                Map.entry("POST /api/queue/hold", queue.order(_ -> new QueueAction.Hold())),
                Map.entry("POST /api/queue/release", queue.order(_ -> new QueueAction.Release())),
                Map.entry("POST /api/queue/retry", queue.order(_ -> new QueueAction.Retry())),
                Map.entry("POST /api/queue/bounce", queue.order(_ -> new QueueAction.Bounce())),
                Map.entry("POST /api/queue/remove", queue.order(_ -> new QueueAction.Remove())),
                Map.entry("POST /api/queue/reroute", queue.order(QueueRequests::reroute)),
                Map.entry("POST /api/queue/pause", queue::pause),
                Map.entry("POST /api/queue/resume", queue::resume),
                Map.entry("GET /api/plugins", plugins::list),
                Map.entry("GET /api/plugins/plugin", plugins::show),
                Map.entry("POST /api/plugins/check", plugins::check),
                Map.entry("POST /api/plugins/install", plugins.take(false)),
                Map.entry("POST /api/plugins/update", plugins.take(true)),
                Map.entry("POST /api/plugins/promote", plugins.change(Verb.PROMOTE)),
                Map.entry("POST /api/plugins/rollback", plugins.change(Verb.ROLLBACK)),
                Map.entry("POST /api/plugins/resume", plugins.change(Verb.RESUME)),
                Map.entry("POST /api/plugins/remove", plugins.change(Verb.REMOVE)),
                Map.entry(
                        "POST /api/messages",
                        new MessageEndpoint(services, messageSize, Clock.systemUTC())),
                Map.entry("POST /api/try", new TryEndpoint(services)),
                Map.entry("POST /api/reload", new ReloadEndpoint(services)));
    }
}
