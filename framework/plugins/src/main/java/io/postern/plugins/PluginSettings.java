// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import io.postern.api.config.Option;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The section {@code plugins:}. */
@Component(
        service = PluginSettings.class,
        configurationPid = "io.postern.plugins",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=plugins")
@Designate(ocd = PluginSettings.Options.class)
public final class PluginSettings {
    /** The keys of {@code plugins:}. */
    @ObjectClassDefinition(name = "plugins")
    @interface Options {
        @Option(
                "where plugins are fetched from by GROUP:ARTIFACT:VERSION: a folder or an https"
                        + " URL")
        String repository() default "";
    }

    private final String repository;

    /** Takes them. */
    @Activate
    public PluginSettings(Options options) {
        this.repository = options.repository();
    }

    String repository() {
        return repository;
    }
}
