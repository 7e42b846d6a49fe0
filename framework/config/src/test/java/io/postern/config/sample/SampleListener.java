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

import java.util.Map;
import java.util.function.Consumer;

/** One of the listeners. */
@Component(
        immediate = true,
        service = {},
        configurationPid = "sample.listener",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=listeners")
@Designate(ocd = SampleListener.Options.class, factory = true)
public final class SampleListener {
    private final Consumer<String> log;
    private final Object name;

    @ObjectClassDefinition
    @interface Options {
        @Option(kind = Kind.ENDPOINT)
        String bind();
    }

    @Activate
    public SampleListener(
            Options options,
            Map<String, Object> properties,
            @Reference(target = "(test=log)") Consumer<String> log) {
        this.log = log;
        this.name = properties.get("postern.name");
        if (options.bind().endsWith(":1")) {
            throw new IllegalStateException("port 1 is taken");
        }
        log.accept("listener " + name + ": " + options.bind());
    }

    @Deactivate
    void stop() {
        log.accept("listener " + name + " gone");
    }
}
