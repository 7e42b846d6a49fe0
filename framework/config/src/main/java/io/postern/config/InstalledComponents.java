// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds what the components of the framework's active bundles declare: section or type in a
 * component property, the options in the annotation interface that its metatype is made of.
 */
final class InstalledComponents {
    private final BundleContext context;
    private final ServiceComponentRuntime runtime;
    private final MetaTypeService metatype;

    InstalledComponents(
            BundleContext context, ServiceComponentRuntime runtime, MetaTypeService metatype) {
        this.context = context;
        this.runtime = runtime;
        this.metatype = metatype;
    }

    /** What is there now. A declaration that can't be used is a problem. */
    Declarations declarations(Problems problems) {
        Set<Declaration> found = new LinkedHashSet<>();
        // Of two versions of a plugin the one that was there first, until it goes.
        runtime.getComponentDescriptionDTOs().stream()
                .sorted(Comparator.comparingLong(component -> component.bundle.id))
                .forEach(component -> declaration(component, problems).ifPresent(found::add));
        return new Declarations(List.copyOf(found));
    }

    private Optional<Declaration> declaration(
            ComponentDescriptionDTO component, Problems problems) {
        String section = text(component, Setting.SECTION);
        String type = text(component, Setting.TYPE);
        if (section.isEmpty() && !type.isEmpty()) {
            section =
                    HookSection.of(List.of(component.serviceInterfaces))
                            .map(HookSection::key)
                            .orElse("");
        } else {
            type = "";
        }
        Bundle bundle = context.getBundle(component.bundle.id);
        if (section.isEmpty() || bundle == null) {
            return Optional.empty();
        }
        String pid = component.configurationPid[0];
        try {
            return Optional.of(new Declaration(section, type, pid, options(bundle, pid)));
        } catch (ClassNotFoundException | IllegalArgumentException unusable) {
            problems.report(
                    Place.START,
                    "the options of %s in bundle %s can't be read: %s"
                            .formatted(component.name, bundle.getSymbolicName(), unusable));
            return Optional.empty();
        }
    }

    private static String text(ComponentDescriptionDTO component, String property) {
        return component.properties.get(property) instanceof String text ? text : "";
    }

    /** A component without metatype has no options. */
    private List<OptionType> options(Bundle bundle, String pid) throws ClassNotFoundException {
        MetaTypeInformation information = metatype.getMetaTypeInformation(bundle);
        boolean described =
                Stream.of(information.getPids(), information.getFactoryPids())
                        .flatMap(Arrays::stream)
                        .anyMatch(pid::equals);
        if (!described) {
            return List.of();
        }
        String annotation = information.getObjectClassDefinition(pid, null).getID();
        return OptionType.of(bundle.loadClass(annotation));
    }
}
