// SPDX-License-Identifier: Apache-2.0
package io.postern.config.sample;

import io.postern.api.config.Option;
import io.postern.api.config.Option.Kind;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Transport;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Can't start before the service that the test offers. */
@Component(
        configurationPid = "sample.transport",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=sample")
@Designate(ocd = SampleTransport.Options.class, factory = true)
public final class SampleTransport implements Transport {
    private final Consumer<String> log;
    private final Object name;

    @ObjectClassDefinition
    @interface Options {
        @Option(kind = Kind.LIMIT)
        int connections() default 20;

        @Option(kind = Kind.SIZE)
        long buffer() default 4096;
    }

    @Activate
    public SampleTransport(
            Options options,
            Map<String, Object> properties,
            @Reference(target = "(test=log)") Consumer<String> log,
            @Reference(target = "(test=gate)") Supplier<String> gate) {
        this.log = log;
        this.name = properties.get("postern.name");
        log.accept("transport %s: %d %d".formatted(name, options.connections(), options.buffer()));
    }

    @Deactivate
    void stop() {
        log.accept("transport " + name + " gone");
    }

    @Override
    public DeliveryReport deliver(DeliveryAttempt attempt) {
        throw new UnsupportedOperationException();
    }
}
