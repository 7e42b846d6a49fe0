// SPDX-License-Identifier: Apache-2.0
package io.postern.config.sample;

import io.postern.api.config.Option;
import io.postern.api.config.Option.Kind;
import io.postern.api.mail.Recipient;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingContext;
import io.postern.api.routing.RoutingDecision;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** Started when first used, as services of components are. */
@Component(
        configurationPid = "sample.router",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=sample")
@Designate(ocd = SampleRouter.Options.class, factory = true)
public final class SampleRouter implements Router {
    private final Consumer<String> log;
    private final Object name;

    @ObjectClassDefinition
    @interface Options {
        @Option(kind = Kind.ENDPOINT, value = "hosts in order")
        String[] hosts();

        @Option(kind = Kind.TRANSPORT)
        String transport();

        @Option(kind = Kind.DURATION)
        String connectTimeout() default "PT30S";

        Mode mode() default Mode.FAST;
    }

    enum Mode {
        FAST,
        LOW_DELAY
    }

    @Activate
    public SampleRouter(
            Options options,
            Map<String, Object> properties,
            @Reference(target = "(test=log)") Consumer<String> log) {
        this.log = log;
        this.name = properties.get("postern.name");
        if (options.hosts().length > 2) {
            throw new IllegalArgumentException("two hosts are enough");
        }
        log.accept(
                "router %s: %s %s %s %s ranking=%s domains=%s"
                        .formatted(
                                name,
                                Arrays.toString(options.hosts()),
                                options.transport(),
                                options.connectTimeout(),
                                options.mode(),
                                properties.get("service.ranking"),
                                Arrays.toString((String[]) properties.get("postern.domains"))));
    }

    @Deactivate
    void stop() {
        log.accept("router " + name + " gone");
    }

    @Override
    public RoutingDecision route(Recipient recipient, RoutingContext context) {
        throw new UnsupportedOperationException();
    }
}
