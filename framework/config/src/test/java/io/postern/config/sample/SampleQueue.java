// SPDX-License-Identifier: Apache-2.0
package io.postern.config.sample;

import io.postern.api.config.Option;
import io.postern.api.config.Option.Kind;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.util.Arrays;
import java.util.function.Consumer;

/** A section, without a service, that has its own opinion of its options. */
@Component(
        immediate = true,
        service = {},
        configurationPid = "sample.queue",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=queue")
@Designate(ocd = SampleQueue.Options.class)
public final class SampleQueue {
    private final Consumer<String> log;

    @ObjectClassDefinition
    @interface Options {
        @Option(kind = Kind.RETRY)
        String[] retry() default {"5m x 3"};

        boolean paused() default false;

        double jitter() default 0.1;
    }

    @Activate
    public SampleQueue(Options options, @Reference(target = "(test=log)") Consumer<String> log) {
        this.log = log;
        if (options.jitter() > 1) {
            throw new IllegalArgumentException("jitter must be 0 to 1");
        }
        log.accept("queue: " + Arrays.toString(options.retry()) + " " + options.paused());
    }

    @Deactivate
    void stop() {
        log.accept("queue gone");
    }
}
