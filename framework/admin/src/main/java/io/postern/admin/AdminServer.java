// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.config.Option;
import io.postern.hooks.HookHost;

import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * The section {@code admin:}. Binds, and says so with a service property {@code postern.admin}, or
 * why it can't with {@code postern.admin.error}; the launcher waits for either.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.postern.admin",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=admin")
@Designate(ocd = AdminServer.Options.class)
public final class AdminServer {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    /** The keys of {@code admin:}. */
    @ObjectClassDefinition(name = "admin")
    @interface Options {
        @Option(kind = Option.Kind.ENDPOINT, value = "where the API, /metrics and /health listen")
        String bind() default "127.0.0.1:8025";

        @Option(kind = Option.Kind.SIZE, value = "the largest message that send may hand over")
        long messageSize() default 50 * 1024 * 1024;
    }

    private final OsgiServices services;
    private final StateGauges gauges;
    private final HookMetrics hooks;
    private final AutoCloseable api;

    /** Starts it. */
    @Activate
    public AdminServer(
            BundleContext context,
            Options options,
            @Reference HookHost host,
            @Reference MailMetrics metrics) {
        services = new OsgiServices(context, host);
        gauges = new StateGauges(services, metrics.registry(), Clock.systemUTC());
        hooks = new HookMetrics(services::hookFigures, metrics.registry());
        api = open(context, options, metrics);
    }

    private AutoCloseable open(BundleContext context, Options options, MailMetrics metrics) {
        Path data = Path.of(context.getProperty("postern.home"), "data");
        String said;
        String place;
        AutoCloseable opened = () -> {};
        try {
            Token token = Token.in(data.resolve("admin.token"));
            Gate gate =
                    new Gate(
                            token,
                            new FailedLogins(Clock.systemUTC()),
                            Endpoints.of(
                                    services,
                                    new MetricsEndpoint(
                                            metrics.registry(), hooks, services::figures),
                                    context.getProperty("postern.version"),
                                    options.messageSize()));
            Binding binding = Binding.open(options.bind(), gate, data.resolve("admin.address"));
            said = "postern.admin";
            place = binding.address();
            opened = binding;
        } catch (IOException | IllegalArgumentException trouble) {
            LOG.error("admin bind={} failed: {}", options.bind(), trouble.toString());
            said = "postern.admin.error";
            place = "admin " + options.bind() + ": " + trouble;
        }
        context.registerService(
                AdminServer.class, this, FrameworkUtil.asDictionary(Map.of(said, place)));
        return opened;
    }

    /** Lets requests under way end, for a second. */
    @Deactivate
    void stop() throws Exception {
        api.close();
        gauges.close();
        hooks.close();
        services.close();
    }
}
