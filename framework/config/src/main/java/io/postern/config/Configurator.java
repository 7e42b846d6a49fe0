// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.MetaTypeService;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The commands {@code apply} and {@code rehearse}: services that read the file anew at each call,
 * block until it is in force or tried, and return its errors. A rehearsal is for a framework that
 * serves nobody, once: see {@link Rehearsal}. Calls from several threads take turns.
 */
@Component(
        immediate = true,
        service = {})
public final class Configurator {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Home home;
    private final InstalledComponents installed;
    private final Applier applier;
    private final Rehearsal rehearsal;
    private final Delivery delivery;
    private final IdentityRegistration identity;
    private final List<ServiceRegistration<?>> commands;

    @Activate
    public Configurator(
            BundleContext context,
            @Reference ConfigurationAdmin admin,
            @Reference ServiceComponentRuntime runtime,
            @Reference MetaTypeService metatype) {
        String directory = context.getProperty("postern.home");
        this.home = new Home(Path.of(Objects.requireNonNull(directory, "no postern.home")));
        this.installed = new InstalledComponents(context, runtime, metatype);
        this.delivery = new Delivery(context, admin);
        this.identity = new IdentityRegistration(context);
        ConfigurationStore store = new ConfigurationStore(admin);
        StartWatch watch = new StartWatch(context, runtime, START_LIMIT);
        this.applier = new Applier(store, delivery, identity, watch);
        this.rehearsal = new Rehearsal(context, store, delivery, identity, watch);
        this.commands =
                List.of(
                        register(context, "rehearse", this::rehearse),
                        register(context, "apply", this::apply));
    }

    @Deactivate
    void close() {
        commands.forEach(ServiceRegistration::unregister);
        identity.withdraw();
        delivery.close();
    }

    private synchronized List<String> rehearse() throws InterruptedException {
        if (identity.isShown()) {
            throw new IllegalStateException("a configuration is in force here");
        }
        Problems problems = new Problems();
        Optional<Plan> plan = read(problems);
        if (plan.isPresent()) {
            rehearsal.play(plan.get(), problems);
        }
        return problems.lines();
    }

    private synchronized List<String> apply() throws InterruptedException {
        Problems problems = new Problems();
        Optional<Plan> plan = read(problems);
        if (plan.isPresent()) {
            applier.apply(plan.get(), problems);
        }
        return problems.lines();
    }

    private Optional<Plan> read(Problems problems) {
        Declarations declarations = installed.declarations(problems);
        PlanReader reader = new PlanReader(declarations, home, MachineName::ask);
        return home.read(problems)
                .flatMap(text -> YamlReader.read(text, problems))
                .flatMap(root -> reader.read(root, problems));
    }

    private static ServiceRegistration<?> register(
            BundleContext context, String command, Callable<List<String>> callable) {
        Dictionary<String, Object> properties =
                FrameworkUtil.asDictionary(Map.of("postern.command", command));
        return context.registerService(Callable.class, callable, properties);
    }
}
