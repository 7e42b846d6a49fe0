// SPDX-License-Identifier: Apache-2.0
package io.postern.testserver.sample;

import io.postern.api.config.Option;
import io.postern.api.mail.Recipient;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingContext;
import io.postern.api.routing.RoutingDecision;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Drops what is for one local-part. */
@Component(
        configurationPid = "io.postern.testserver.sample.parking",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=parking")
@Designate(ocd = ParkingRouter.Options.class, factory = true)
public final class ParkingRouter implements Router {
    private final String parked;

    /** What an entry takes. */
    @ObjectClassDefinition(name = "parking router")
    @interface Options {
        @Option("local-part whose mail is dropped")
        String parked();
    }

    /** Started by Declarative Services. */
    @Activate
    public ParkingRouter(Options options) {
        parked = options.parked();
    }

    @Override
    public RoutingDecision route(Recipient recipient, RoutingContext context) {
        return recipient.mailbox().localPart().equals(parked)
                ? new RoutingDecision.Discard("parked")
                : new RoutingDecision.Pass();
    }
}
