// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.postern.queue.QueueControl.QueueStatus;
import io.postern.spool.SpoolStatus;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Measures how queue, spool and JVM are at the time of asking. What isn't there is no number. The
 * meters go with this object.
 */
final class StateGauges implements AutoCloseable {
    private final Services services;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final List<Gauge> gauges;

    StateGauges(Services services, MeterRegistry registry, InstantSource clock) {
        this.services = services;
        this.registry = registry;
        this.clock = clock;
        this.gauges =
                List.of(
                        queue("messages", QueueStatus::messages),
                        queue("held", QueueStatus::held),
                        queue("active.recipients", QueueStatus::active),
                        queue("waiting.recipients", QueueStatus::waiting),
                        queue("paused", status -> status.paused() ? 1 : 0),
                        queue("oldest.seconds", this::age),
                        spool("messages", SpoolStatus::messages),
                        spool("journal.files", SpoolStatus::journalFiles),
                        spool("journal.octets", SpoolStatus::journalOctets),
                        spool("free.octets", SpoolStatus::freeOctets),
                        spool("space.rung", status -> status.space().rung()),
                        spool("trouble", status -> status.trouble().isEmpty() ? 0 : 1),
                        Gauge.builder("postern.listeners", () -> services.listeners().size())
                                .register(registry));
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    private Gauge queue(String name, ToDoubleFunction<QueueStatus> value) {
        return Gauge.builder(
                        "postern.queue." + name,
                        () ->
                                services.queue()
                                        .map(queue -> value.applyAsDouble(queue.status()))
                                        .orElse(Double.NaN))
                .register(registry);
    }

    private Gauge spool(String name, ToDoubleFunction<SpoolStatus> value) {
        return Gauge.builder(
                        "postern.spool." + name,
                        () ->
                                services.spool()
                                        .map(spool -> value.applyAsDouble(spool.status()))
                                        .orElse(Double.NaN))
                .register(registry);
    }

    private double age(QueueStatus status) {
        return status.oldest().equals(Instant.MAX)
                ? 0
                : Duration.between(status.oldest(), clock.instant()).toMillis() / 1000.0;
    }

    @Override
    public void close() {
        gauges.forEach(registry::remove);
        collections.close();
    }
}
