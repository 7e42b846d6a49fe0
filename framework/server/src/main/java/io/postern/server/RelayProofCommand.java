// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Domain;
import io.postern.api.mail.HostIdentity;
import io.postern.api.policy.RelayPolicy;
import io.postern.hooks.Hook;
import io.postern.hooks.HookChain;
import io.postern.hooks.HookHost;
import io.postern.hooks.Subject;
import io.postern.server.ListenerSettings.Role;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * The command {@code prove}: a service that asks the relay policies which are there about every
 * client and every destination. Listeners needn't be bound: it asks for each that the configuration
 * has, which is a service with the property {@code postern.rehearsed=listeners}.
 */
@Component(service = Callable.class, property = "postern.command=prove")
public final class RelayProofCommand implements Callable<List<Map<String, String>>> {
    /** Less than a session's: nobody's mail is lost by it. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final String LISTENERS = "(postern.rehearsed=listeners)";

    private final BundleContext context;
    private final HostIdentity host;
    private final ServiceReference<HostIdentity> hostService;
    private final HookHost hooks;

    /** Made by Declarative Services. */
    @Activate
    public RelayProofCommand(
            BundleContext context,
            @Reference HostIdentity host,
            @Reference(service = HostIdentity.class) ServiceReference<HostIdentity> hostService,
            @Reference HookHost hooks) {
        this.context = context;
        this.host = host;
        this.hostService = hostService;
        this.hooks = hooks;
    }

    @Override
    public List<Map<String, String>> call() throws InterruptedException {
        try (HookChain<RelayPolicy> policies =
                HookChain.open(context, RelayPolicy.class, LIMIT, hooks)) {
            List<String> networks =
                    policies.hooks().stream()
                            .map(Hook::properties)
                            .flatMap(properties -> texts(properties.get("postern.networks")))
                            .toList();
            return new RelayProof(listeners(), ClientClass.all(networks), domains())
                    .rows(new RelayDecider(host, policies, Subject.NONE));
        }
    }

    private List<RelayProof.Entrance> listeners() {
        List<RelayProof.Entrance> listeners = new ArrayList<>();
        try {
            ServiceReference<?>[] references = context.getAllServiceReferences(null, LISTENERS);
            for (ServiceReference<?> reference : inOrder(references)) {
                listeners.add(
                        new RelayProof.Entrance(
                                String.valueOf(reference.getProperty("postern.name")),
                                Role.SUBMISSION.name().equals(reference.getProperty("role"))
                                        ? Role.SUBMISSION
                                        : Role.MX));
            }
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
        return listeners;
    }

    /** As they were registered, which is as they stand in the file. */
    private static List<ServiceReference<?>> inOrder(ServiceReference<?> @Nullable [] references) {
        return references == null
                ? List.of()
                : Arrays.stream(references)
                        .sorted(Comparator.comparing(r -> (Long) r.getProperty("service.id")))
                        .toList();
    }

    private Map<String, List<Domain>> domains() {
        Map<String, List<Domain>> domains = new LinkedHashMap<>();
        add(RelayProof.LOCAL, "postern.domains.local", domains);
        add(RelayProof.RELAY, "postern.domains.relay", domains);
        domains.put(RelayProof.ELSEWHERE, List.of(RelayProof.elsewhere(host)));
        return domains;
    }

    private void add(String name, String property, Map<String, List<Domain>> domains) {
        List<Domain> ours = texts(hostService.getProperty(property)).map(Domain::new).toList();
        if (!ours.isEmpty()) {
            domains.put(name, ours);
        }
    }

    private static Stream<String> texts(@Nullable Object property) {
        return property instanceof String[] texts ? Arrays.stream(texts) : Stream.empty();
    }
}
