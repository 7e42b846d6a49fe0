// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.postern.api.event.Figure;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** {@code GET /metrics}, in the text format of Prometheus. */
final class MetricsEndpoint implements Endpoint {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final HookMetrics hooks;
    private final Supplier<List<Figure>> figures;

    /**
     * Of these.
     *
     * @param figures what parts of the server count, beside the mail
     */
    MetricsEndpoint(
            PrometheusMeterRegistry registry, HookMetrics hooks, Supplier<List<Figure>> figures) {
        this.registry = registry;
        this.hooks = hooks;
        this.figures = figures;
    }

    @Override
    public Answer answer(Request request) throws IOException {
        hooks.refresh();
        return Answer.text(200, TYPE, registry.scrape() + FigureText.of(figures.get()));
    }
}
