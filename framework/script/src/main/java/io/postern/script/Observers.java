// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.event.Figure;
import io.postern.api.event.FigureSource;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.policy.AnswerListener;
import io.postern.api.policy.DisconnectListener;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who looks on while policies are asked: the record and the shadows, and what figures there are of
 * all that. Told of the scripts by one thread at a time; used by many.
 */
final class Observers {
    private final BundleContext context;
    private final Supplier<@Nullable RehearsalSection> section;
    private final ScriptMetrics metrics = new ScriptMetrics();
    private final Witness witness;
    private final List<ServiceRegistration<?>> registered = new ArrayList<>();
    private volatile List<Noted.Entry> entries = List.of();
    private volatile List<Shadow> shadows = List.of();

    Observers(BundleContext context, Supplier<@Nullable RehearsalSection> section) {
        this.context = context;
        this.section = section;
        this.witness = new Witness(this::sinks, InstantSource.system());
    }

    /** Hears what live scripts say. */
    Ear ear() {
        return witness;
    }

    /** What scripts count. */
    ScriptMetrics metrics() {
        return metrics;
    }

    /** A resolver whose answers are recorded where there is a record. */
    @Nullable DnsResolver watched(@Nullable DnsResolver dns) {
        Optional<Recorder> recorder = recorder();
        return dns != null && recorder.isPresent() ? new RecordingDns(dns, recorder.get()) : dns;
    }

    /** Lookups whose answers are. */
    LookupSource watched(LookupSource lookups) {
        return name ->
                recorder()
                        .<LookupSource>map(recorder -> new RecordingLookups(lookups, recorder))
                        .orElse(lookups)
                        .find(name);
    }

    private Optional<Recorder> recorder() {
        RehearsalSection present = section.get();
        return present == null ? Optional.empty() : present.recorder(entries);
    }

    private List<AskedSink> sinks() {
        Optional<Recorder> recorder = recorder();
        if (shadows.isEmpty()) {
            return recorder.<List<AskedSink>>map(List::of).orElse(List.of());
        }
        List<AskedSink> sinks = new ArrayList<>(shadows);
        recorder.ifPresent(sinks::add);
        return sinks;
    }

    /** Other scripts are there from now on. The shadows of before are at an end. */
    void change(List<Noted.Entry> live, List<Shadow> watching) {
        List<Shadow> before = shadows;
        entries = List.copyOf(live);
        shadows = List.copyOf(watching);
        before.forEach(Shadow::close);
        boolean wanted = !live.isEmpty() || !watching.isEmpty();
        if (wanted && registered.isEmpty()) {
            register(AnswerListener.class, witness);
            register(DisconnectListener.class, witness);
            register(FigureSource.class, this::figures);
        } else if (!wanted) {
            close();
        }
    }

    private <S> void register(Class<S> type, S service) {
        Map<String, Object> properties =
                Map.of("postern.name", "rehearsal", "postern.type", "script");
        registered.add(
                context.registerService(type, service, FrameworkUtil.asDictionary(properties)));
    }

    private List<Figure> figures() {
        List<Figure> figures = new ArrayList<>(metrics.figures());
        shadows.forEach(shadow -> figures.addAll(shadow.figures()));
        recorder().ifPresent(recorder -> figures.addAll(recorder.figures()));
        return figures;
    }

    /** Looks on no more. */
    void close() {
        registered.forEach(ServiceRegistration::unregister);
        registered.clear();
        shadows.forEach(Shadow::close);
        shadows = List.of();
        entries = List.of();
    }
}
