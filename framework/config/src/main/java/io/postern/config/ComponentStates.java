// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells whether the components of settings run. A component that is only started when its service
 * is first used is used here, and held until {@link #close}: so its constructor has its say.
 */
final class ComponentStates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ComponentStates.class);

    private final BundleContext context;
    private final ServiceComponentRuntime runtime;
    private final List<ServiceReference<?>> held = new ArrayList<>();

    ComponentStates(BundleContext context, ServiceComponentRuntime runtime) {
        this.context = context;
        this.runtime = runtime;
    }

    /** How far one setting's components are, once it was delivered. */
    State of(Setting setting) {
        List<ComponentDescriptionDTO> components =
                runtime.getComponentDescriptionDTOs().stream()
                        .filter(
                                c ->
                                        List.of(c.configurationPid)
                                                .contains(setting.declaration().pid()))
                        .toList();
        if (components.isEmpty()) {
            return new State.Pending("its plugin is gone");
        }
        return components.stream()
                .map(component -> of(setting, component))
                .filter(state -> !(state instanceof State.Running))
                .findFirst()
                .orElse(new State.Running());
    }

    @Override
    public void close() {
        held.forEach(context::ungetService);
        held.clear();
    }

    private State of(Setting setting, ComponentDescriptionDTO component) {
        return runtime.getComponentConfigurationDTOs(component).stream()
                .filter(configuration -> isOf(configuration, setting))
                .findFirst()
                .map(this::of)
                .orElse(new State.Pending("its configuration didn't reach it"));
    }

    private State of(ComponentConfigurationDTO configuration) {
        return switch (configuration.state) {
            case ComponentConfigurationDTO.ACTIVE -> new State.Running();
            case ComponentConfigurationDTO.SATISFIED -> activate(configuration);
            case ComponentConfigurationDTO.FAILED_ACTIVATION -> {
                LOG.info("component={} {}", configuration.description.name, configuration.failure);
                yield new State.Failed(message(configuration.failure));
            }
            default -> new State.Pending(missing(configuration));
        };
    }

    private State activate(ComponentConfigurationDTO configuration) {
        try {
            String id = "(component.id=" + configuration.id + ")";
            ServiceReference<?>[] references = context.getAllServiceReferences(null, id);
            if (references != null && context.getService(references[0]) != null) {
                held.add(references[0]);
                return new State.Running();
            }
            return new State.Pending("it isn't active");
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Several PIDs make a list of it. */
    private static boolean isOf(ComponentConfigurationDTO configuration, Setting setting) {
        Object pid = configuration.properties.get(Constants.SERVICE_PID);
        return setting.pid().equals(pid)
                || (pid instanceof List<?> pids && pids.contains(setting.pid()))
                || (pid instanceof String[] array && Arrays.asList(array).contains(setting.pid()));
    }

    private static String missing(ComponentConfigurationDTO configuration) {
        Map<String, String> services =
                Stream.of(configuration.description.references)
                        .collect(Collectors.toMap(r -> r.name, r -> r.interfaceName));
        return Stream.of(configuration.unsatisfiedReferences)
                .map((UnsatisfiedReferenceDTO reference) -> services.get(reference.name))
                .sorted()
                .collect(Collectors.joining(", ", "it waits for ", ""));
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

    /** How far a component is. */
    sealed interface State {
        /** It was started. */
        record Running() implements State {}

        /** Not yet; why. */
        record Pending(String why) implements State {}

        /** It refused to start; why. */
        record Failed(String why) implements State {}
    }
}
