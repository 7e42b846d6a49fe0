// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sees whether a plugin's components run with the configuration that is in force. */
final class Components {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final BundleContext context;
    private final ServiceComponentRuntime runtime;

    Components(BundleContext context, ServiceComponentRuntime runtime) {
        this.context = context;
        this.runtime = runtime;
    }

    /** The PIDs of a bundle's configurations whose components run. */
    Set<String> running(Bundle bundle) {
        return configurations(bundle).stream()
                .filter(
                        c ->
                                c.state == ComponentConfigurationDTO.ACTIVE
                                        || c.state == ComponentConfigurationDTO.SATISFIED)
                .flatMap(Components::pids)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Which plugin has a type of a hook, of all but this one. */
    Optional<String> owner(HookType type, String exceptPlugin) {
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
            Bundle bundle = context.getBundle(component.bundle.id);
            if (bundle != null
                    && !exceptPlugin.equals(bundle.getSymbolicName())
                    && type.type().equals(component.properties.get("postern.type"))
                    && List.of(component.serviceInterfaces).contains(type.hook())) {
                return Optional.of(bundle.getSymbolicName());
            }
        }
        return Optional.empty();
    }

    /**
     * Blocks until components with all of these configurations run.
     *
     * @throws Refusal where one of the bundle's components fails, or the time is over
     */
    void await(Bundle bundle, Set<String> pids, Duration limit)
            throws Refusal, InterruptedException {
        Semaphore changes = new Semaphore(0);
        ServiceListener listener = _ -> changes.release();
        List<ServiceReference<?>> held = new ArrayList<>();
        long end = System.nanoTime() + limit.toNanos();
        context.addServiceListener(listener);
        try {
            while (true) {
                changes.drainPermits();
                Set<String> missing = new TreeSet<>(pids);
                List<String> waits = settle(bundle, missing, held);
                if (missing.isEmpty()) {
                    return;
                }
                if (System.nanoTime() - end >= 0) {
                    throw new Refusal(
                            waits.isEmpty()
                                    ? "it has no component for " + String.join(", ", missing)
                                    : String.join("; ", waits));
                }
                changes.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            context.removeServiceListener(listener);
            held.forEach(context::ungetService);
        }
    }

    private List<String> settle(Bundle bundle, Set<String> missing, List<ServiceReference<?>> held)
            throws Refusal {
        List<String> waits = new ArrayList<>();
        for (ComponentConfigurationDTO configuration : configurations(bundle)) {
            boolean runs =
                    switch (configuration.state) {
                        case ComponentConfigurationDTO.ACTIVE -> true;
                        case ComponentConfigurationDTO.SATISFIED -> activate(configuration, held);
                        case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                                throw new Refusal(
                                        "its component %s doesn't start: %s"
                                                .formatted(
                                                        configuration.description.name,
                                                        message(configuration.failure)));
                        default -> false;
                    };
            if (runs) {
                pids(configuration).forEach(missing::remove);
            } else {
                waits.add(
                        "its component %s waits for %s"
                                .formatted(configuration.description.name, lacks(configuration)));
            }
        }
        return waits;
    }

    /** A component that starts with its first use is used, so its constructor has its say. */
    private boolean activate(
            ComponentConfigurationDTO configuration, List<ServiceReference<?>> held) {
        try {
            ServiceReference<?>[] references =
                    context.getAllServiceReferences(
                            null, "(component.id=" + configuration.id + ")");
            if (references == null || context.getService(references[0]) == null) {
                return false;
            }
            held.add(references[0]);
            return true;
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private List<ComponentConfigurationDTO> configurations(Bundle bundle) {
        return runtime.getComponentDescriptionDTOs(bundle).stream()
                .map(runtime::getComponentConfigurationDTOs)
                .flatMap(Collection::stream)
                .toList();
    }

    private static Stream<String> pids(ComponentConfigurationDTO configuration) {
        Object pid = configuration.properties.get(Constants.SERVICE_PID);
        return switch (pid) {
            case String one -> Stream.of(one);
            case String[] several -> Arrays.stream(several);
            case Collection<?> several -> several.stream().map(String::valueOf);
            case null, default -> Stream.empty();
        };
    }

    private static String lacks(ComponentConfigurationDTO configuration) {
        String references =
                Stream.of(configuration.unsatisfiedReferences)
                        .map(reference -> reference.name)
                        .sorted()
                        .collect(Collectors.joining(", "));
        return references.isEmpty() ? "its configuration" : references;
    }

    /** What the innermost exception of a stack trace says. */
    private static String message(String stackTrace) {
        String line =
                stackTrace
                        .lines()
                        .filter(text -> text.startsWith("Caused by: "))
                        .reduce((_, last) -> last)
                        .orElse(stackTrace.lines().findFirst().orElse("it failed"));
        return line.replaceFirst("^(Caused by: )?[\\w.$]+: ", "");
    }
}
