// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;

@Timeout(30)
class StartWatchTest {
    private static final Setting QUEUE =
            new Setting(
                    new Declaration("queue", "", "test.queue", List.of()),
                    "queue",
                    "queue",
                    new Place(7, 1),
                    Map.of());

    private final ComponentDescriptionDTO description = new ComponentDescriptionDTO();
    private final ComponentConfigurationDTO component = new ComponentConfigurationDTO();
    private final Problems problems = new Problems();

    @BeforeEach
    void describeComponent() {
        ReferenceDTO reference = new ReferenceDTO();
        reference.name = "spool";
        reference.interfaceName = "io.postern.spool.Spool";
        description.configurationPid = new String[] {"test.queue"};
        description.references = new ReferenceDTO[] {reference};
        component.description = description;
        component.state = ComponentConfigurationDTO.ACTIVE;
        component.properties = Map.of("service.pid", "test.queue");
        component.unsatisfiedReferences = new UnsatisfiedReferenceDTO[0];
    }

    @Test
    void activeComponentIsFine() throws InterruptedException {
        await(component);

        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void whatItWaitsForIsNamedWhenTheTimeIsUp() throws InterruptedException {
        UnsatisfiedReferenceDTO missing = new UnsatisfiedReferenceDTO();
        missing.name = "spool";
        component.state = ComponentConfigurationDTO.UNSATISFIED_REFERENCE;
        component.unsatisfiedReferences = new UnsatisfiedReferenceDTO[] {missing};

        await(component);

        assertThat(problems.lines())
                .containsExactly(
                        "conf/postern.yaml:7:1: queue doesn't start: it waits for"
                                + " io.postern.spool.Spool");
    }

    @Test
    void configurationThatNoComponentHasIsSaidSo() throws InterruptedException {
        component.properties = Map.of("service.pid", "another");

        await(component);

        assertThat(problems.lines())
                .containsExactly(
                        "conf/postern.yaml:7:1: queue doesn't start: its configuration didn't reach"
                                + " it");
    }

    @Test
    void failureIsTheInnermostMessage() throws InterruptedException {
        component.state = ComponentConfigurationDTO.FAILED_ACTIVATION;
        component.failure =
                "java.lang.reflect.InvocationTargetException\n"
                        + "\tat Constructor.newInstance\n"
                        + "Caused by: java.lang.IllegalStateException: outer\n"
                        + "\tat Queue.<init>\n"
                        + "Caused by: java.io.IOException: the disk is read-only\n"
                        + "\t... 3 more\n";

        await(component);

        assertThat(problems.lines())
                .containsExactly(
                        "conf/postern.yaml:7:1: queue doesn't start: the disk is read-only");
    }

    @Test
    void pluginThatWentAwayIsSaidSo() throws InterruptedException {
        description.configurationPid = new String[] {"another"};

        await(component);

        assertThat(problems.lines())
                .containsExactly("conf/postern.yaml:7:1: queue doesn't start: its plugin is gone");
    }

    @Test
    @Timeout(20)
    void nobodyWaitsForAFrameworkThatStops() throws InterruptedException {
        component.state = ComponentConfigurationDTO.SATISFIED;

        new StartWatch(context(Bundle.STOPPING), runtime(component), Duration.ofHours(1))
                .await(List.of(QUEUE), problems);

        assertThat(problems.isEmpty()).isFalse();
    }

    private void await(ComponentConfigurationDTO present) throws InterruptedException {
        new StartWatch(context(Bundle.ACTIVE), runtime(present), Duration.ofMillis(60))
                .await(List.of(QUEUE), problems);
    }

    private ServiceComponentRuntime runtime(ComponentConfigurationDTO present) {
        return proxy(
                ServiceComponentRuntime.class,
                Map.of(
                        "getComponentDescriptionDTOs", List.of(description),
                        "getComponentConfigurationDTOs", List.of(present)));
    }

    /** Of a framework in that state. */
    private static BundleContext context(int state) {
        Bundle framework = proxy(Bundle.class, Map.of("getState", state));
        return proxy(BundleContext.class, Map.of("getBundle", framework));
    }

    /** Answers each method with a fixed value. */
    private static <T> T proxy(Class<T> type, Map<String, Object> answers) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, _) -> answers.get(method.getName())));
    }
}
