// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.io.IOException;

/** {@code GET /metrics}, in the text format of Prometheus. */
final class MetricsEndpoint implements Endpoint {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final HookMetrics hooks;

    MetricsEndpoint(PrometheusMeterRegistry registry, HookMetrics hooks) {
        this.registry = registry;
        this.hooks = hooks;
    }

    @Override
    public Answer answer(Request request) throws IOException {
        hooks.refresh();
        return Answer.text(200, TYPE, registry.scrape());
    }
}
