// SPDX-License-Identifier: Apache-2.0
package io.postern.router.smarthost;

import io.postern.api.config.Option;
import io.postern.api.mail.Recipient;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingContext;
import io.postern.api.routing.RoutingDecision;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.util.ArrayList;
import java.util.List;

/**
 * Routes everybody to the hosts listed, the first first. Never blocks; immutable, so safe for many
 * threads.
 */
@Component(
        configurationPid = "io.postern.router.smarthost",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=smarthost")
@Designate(ocd = SmarthostRouter.Options.class, factory = true)
public final class SmarthostRouter implements Router {
    private final RoutingDecision.Via decision;

    /** What an entry of type smarthost takes. */
    @ObjectClassDefinition(name = "smarthost router")
    @interface Options {
        @Option(kind = Option.Kind.ENDPOINT, value = "hosts to hand mail to, in order")
        String[] hosts();

        @Option("the port of hosts named without one")
        int port() default 25;

        @Option(kind = Option.Kind.TRANSPORT, value = "what carries the mail")
        String transport();
    }

    /** Started by Declarative Services. */
    @Activate
    public SmarthostRouter(Options options) {
        if (options.hosts().length == 0) {
            throw new IllegalArgumentException("smarthost router: hosts: none is named");
        }
        List<NextHop> hops = new ArrayList<>();
        for (String host : options.hosts()) {
            hops.add(Hops.parse(host, options.port(), hops.size()));
        }
        decision = new RoutingDecision.Via(options.transport(), hops);
    }

    @Override
    public RoutingDecision route(Recipient recipient, RoutingContext context) {
        return decision;
    }
}
