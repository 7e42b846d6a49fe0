// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.postern.api.event.MailEvent;
import io.postern.api.event.MailEventListener;
import io.postern.api.transport.DeliveryOutcome;

import org.osgi.service.component.annotations.Component;

import java.time.Duration;

/**
 * Counts what happens to mail, for Prometheus. Names and labels are an API (OPERATING.md). A label
 * has few values whatever clients and plugins do: see {@link Label}.
 */
@Component(
        service = {MailMetrics.class, MailEventListener.class},
        property = "postern.name=metrics")
public final class MailMetrics implements MailEventListener {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Label transports = new Label();
    private final Label hooks = new Label();

    private final Counter connections = counter("postern.connections");
    private final Counter accepted = counter("postern.messages.accepted");
    private final Counter acceptedOctets = counter("postern.messages.accepted.octets");
    private final Counter held = counter("postern.messages.held");
    private final Counter finished = counter("postern.messages.finished");
    private final Counter bounces = counter("postern.messages.bounced");
    private final Counter droppedBounces = counter("postern.bounces.dropped");
    private final Counter redirected = counter("postern.recipients.redirected");
    private final Counter doubtful = counter("postern.deliveries.doubtful");
    private final Counter discarded = counter("postern.recipients.discarded");
    private final Timer delay =
            Timer.builder("postern.delivery.delay")
                    .serviceLevelObjectives(
                            Duration.ofMillis(100),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(10),
                            Duration.ofMinutes(1),
                            Duration.ofMinutes(10),
                            Duration.ofHours(1),
                            Duration.ofHours(6),
                            Duration.ofDays(1))
                    .register(registry);

    /** Where more can be measured. */
    PrometheusMeterRegistry registry() {
        return registry;
    }

    @Override
    public void onEvent(MailEvent event) {
        switch (event) {
            case MailEvent.Connected _ -> connections.increment();
            case MailEvent.Refused refused ->
                    registry.counter("postern.refused", "code", code(refused.reply())).increment();
            case MailEvent.LoggedIn login ->
                    registry.counter("postern.logins", "code", code(login.reply())).increment();
            case MailEvent.Accepted message -> {
                accepted.increment();
                acceptedOctets.increment((double) message.size());
            }
            case MailEvent.Edited edited ->
                    registry.counter(
                                    "postern.messages.edited", "hook", hooks.value(edited.policy()))
                            .increment();
            case MailEvent.Held _ -> held.increment();
            case MailEvent.Redirected _ -> redirected.increment();
            case MailEvent.Attempted attempted -> count(attempted);
            case MailEvent.Discarded _ -> discarded.increment();
            case MailEvent.Bounced _ -> bounces.increment();
            case MailEvent.BounceDropped _ -> droppedBounces.increment();
            case MailEvent.Operated operated ->
                    registry.counter("postern.operated.messages", "action", operated.action())
                            .increment();
            case MailEvent.Finished _ -> finished.increment();
            case MailEvent.HookFailed failed ->
                    registry.counter("postern.hook.failures", "hook", hooks.value(failed.hook()))
                            .increment();
            case MailEvent.PluginChanged changed ->
                    registry.counter("postern.plugin.changes", "change", changed.change())
                            .increment();
        }
    }

    private void count(MailEvent.Attempted attempted) {
        String outcome =
                switch (attempted.outcome()) {
                    case DeliveryOutcome.Delivered _ -> {
                        delay.record(attempted.delay());
                        yield "delivered";
                    }
                    case DeliveryOutcome.Deferred deferred -> {
                        doubtful.increment(deferred.doubtful() ? 1 : 0);
                        yield "deferred";
                    }
                    case DeliveryOutcome.Failed _ -> "failed";
                };
        String transport =
                attempted.transport().isEmpty() ? "none" : transports.value(attempted.transport());
        registry.counter("postern.attempts", "outcome", outcome, "transport", transport)
                .increment();
    }

    /** The reply's three digits. */
    private static String code(String reply) {
        boolean good = reply.length() >= 3 && reply.substring(0, 3).matches("[245]\\d\\d");
        return good ? reply.substring(0, 3) : "other";
    }

    private Counter counter(String name) {
        return Counter.builder(name).register(registry);
    }
}
