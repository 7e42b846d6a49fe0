// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.postern.hooks.HookFigures;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Measures hooks, each version of a plugin for itself. The meters of a hook come and go with it; at
 * once there are at most so many. Guarded by itself.
 */
final class HookMetrics implements AutoCloseable {
    private static final int MOST = 500;
    private static final double NANOS = 1e9;

    private final Supplier<List<HookFigures>> figures;
    private final MeterRegistry registry;
    private final Map<Labels, Measured> measured = new HashMap<>();

    HookMetrics(Supplier<List<HookFigures>> figures, MeterRegistry registry) {
        this.figures = figures;
        this.registry = registry;
    }

    /** Takes the figures of now; to be called before they are read. */
    synchronized void refresh() {
        Map<Labels, HookFigures> now = new LinkedHashMap<>();
        for (HookFigures one : figures.get()) {
            Labels labels = new Labels(one.info().plugin(), one.info().hook(), one.info().name());
            if (now.size() < MOST || now.containsKey(labels)) {
                now.merge(labels, one, (a, b) -> a.calls() < b.calls() ? b : a);
            }
        }
        measured.entrySet().removeIf(one -> !now.containsKey(one.getKey()) && one.getValue().end());
        now.forEach(
                (labels, one) ->
                        measured.computeIfAbsent(labels, _ -> new Measured(labels, one)).now = one);
    }

    @Override
    public synchronized void close() {
        measured.values().forEach(Measured::end);
        measured.clear();
    }

    /**
     * What tells one hook from the other.
     *
     * @param plugin with its version
     */
    private record Labels(String plugin, String hook, String name) {}

    /** One hook; the meters ask here. */
    private final class Measured {
        private final Tags tags;
        private final List<Meter> meters;
        private volatile HookFigures now;

        Measured(Labels labels, HookFigures first) {
            now = first;
            tags = Tags.of("plugin", labels.plugin(), "hook", labels.hook(), "name", labels.name());
            meters =
                    List.of(
                            counter("calls", HookFigures::calls),
                            counter("errors", HookFigures::errors),
                            counter("cpu.seconds", one -> seconds(one.cpu())),
                            gauge("seconds", "0.5", one -> seconds(one.median())),
                            gauge("seconds", "0.99", one -> seconds(one.slowest())),
                            gauge("share", "", HookFigures::share),
                            gauge("suspended", "", one -> isSuspended(one) ? 1 : 0));
        }

        private Meter counter(String name, ToDoubleFunction<HookFigures> value) {
            return FunctionCounter.builder(
                            "postern.hook." + name, this, one -> value.applyAsDouble(one.now))
                    .tags(tags)
                    .register(registry);
        }

        private Meter gauge(String name, String quantile, ToDoubleFunction<HookFigures> value) {
            return Gauge.builder("postern.hook." + name, this, one -> value.applyAsDouble(one.now))
                    .tags(quantile.isEmpty() ? tags : tags.and("quantile", quantile))
                    .register(registry);
        }

        private boolean end() {
            meters.forEach(registry::remove);
            return true;
        }
    }

    private static boolean isSuspended(HookFigures figures) {
        return figures.suspendedUntil().isPresent();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS;
    }
}
