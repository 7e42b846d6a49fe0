// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import org.apache.felix.utils.manifest.Attribute;
import org.apache.felix.utils.manifest.Clause;
import org.apache.felix.utils.manifest.Parser;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a bundle's manifest says.
 *
 * @param headers the value of a header by its name, empty where it isn't there
 */
record PluginManifest(UnaryOperator<String> headers) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");
    private static final Pattern JAVA = Pattern.compile("\\(version>?=([0-9.]+)\\)");
    private static final String API = "io.postern.api.";

    /** What the bundle is called. */
    String name() throws Refusal {
        Clause[] clauses = clauses("Bundle-SymbolicName");
        if (clauses.length == 0) {
            throw new Refusal("it is no OSGi bundle: no Bundle-SymbolicName in its manifest");
        }
        if (!NAME.matcher(clauses[0].getName()).matches()) {
            throw new Refusal("its Bundle-SymbolicName is no name: " + clauses[0].getName());
        }
        if (!header("Fragment-Host").isEmpty()) {
            throw new Refusal("it is a fragment, which only another bundle can use");
        }
        return clauses[0].getName();
    }

    /** Which version. */
    Version version() throws Refusal {
        try {
            return Version.parseVersion(header("Bundle-Version"));
        } catch (IllegalArgumentException _) {
            throw new Refusal("its Bundle-Version is none: " + header("Bundle-Version"));
        }
    }

    /** What it needs to be resolved. */
    List<Import> imports() throws Refusal {
        List<Import> imports = new ArrayList<>();
        for (Clause clause : clauses("Import-Package")) {
            if ("optional".equals(clause.getDirective("resolution"))) {
                continue;
            }
            String range = clause.getAttribute("version");
            try {
                imports.add(
                        new Import(
                                clause.getName(), new VersionRange(range == null ? "0" : range)));
            } catch (IllegalArgumentException _) {
                throw new Refusal("its Import-Package has no version range: " + range);
            }
        }
        return imports;
    }

    /** The other bundles it can't do without, which a plugin can't have. */
    List<String> bundles() throws Refusal {
        return Arrays.stream(clauses("Require-Bundle"))
                .filter(clause -> !"optional".equals(clause.getDirective("resolution")))
                .map(Clause::getName)
                .toList();
    }

    /** What it states that it uses. */
    Uses uses() throws Refusal {
        Set<String> hooks = new TreeSet<>();
        for (Clause clause : clauses("Provide-Capability")) {
            if (clause.getName().equals("osgi.service")) {
                objectClasses(clause).filter(name -> name.startsWith(API)).forEach(hooks::add);
            }
        }
        return new Uses(hooks, words("Postern-Lookups"), words("Postern-Network"));
    }

    private static Stream<String> objectClasses(Clause clause) {
        return Arrays.stream(clause.getAttributes())
                .filter(attribute -> attribute.getName().split(":", 2)[0].equals("objectClass"))
                .map(Attribute::getValue)
                .flatMap(value -> Arrays.stream(value.split("[,\\s]+")));
    }

    private Set<String> words(String header) {
        if (header(header).isEmpty()) {
            return Set.of(Uses.UNSTATED);
        }
        Set<String> words = new TreeSet<>(Arrays.asList(header(header).split("[,\\s]+")));
        words.removeAll(Set.of("none", ""));
        return words;
    }

    /** The Java it needs, where this one won't do. */
    Optional<String> otherJava(int ours) throws Refusal {
        for (Clause clause : clauses("Require-Capability")) {
            String filter = clause.getDirective("filter");
            if (clause.getName().equals("osgi.ee") && filter != null && !isMet(filter, ours)) {
                Matcher version = JAVA.matcher(filter);
                return Optional.of(
                        version.find()
                                ? "needs Java " + version.group(1) + ", this is " + ours
                                : "needs another Java than " + ours + ": " + filter);
            }
        }
        return Optional.empty();
    }

    private static boolean isMet(String filter, int ours) throws Refusal {
        try {
            Filter environment = FrameworkUtil.createFilter(filter);
            return Stream.concat(
                            Stream.iterate(0, minor -> minor <= 8, minor -> minor + 1)
                                    .map(minor -> new Version(1, minor, 0)),
                            Stream.iterate(9, major -> major <= ours, major -> major + 1)
                                    .map(major -> new Version(major, 0, 0)))
                    .anyMatch(
                            version ->
                                    environment.matches(
                                            Map.of("osgi.ee", "JavaSE", "version", version)));
        } catch (InvalidSyntaxException _) {
            throw new Refusal("its Require-Capability has no filter: " + filter);
        }
    }

    /** Where its classes are: {@code .} or jars in the jar. */
    List<String> classPath() throws Refusal {
        return Arrays.stream(clauses("Bundle-ClassPath")).map(Clause::getName).toList();
    }

    /** The files that describe its components, with {@code *} in names perhaps. */
    List<String> components() throws Refusal {
        return Arrays.stream(clauses("Service-Component")).map(Clause::getName).toList();
    }

    private Clause[] clauses(String header) throws Refusal {
        try {
            String value = header(header);
            return value.isEmpty() ? new Clause[0] : Parser.parseHeader(value);
        } catch (IllegalArgumentException | IndexOutOfBoundsException broken) {
            throw new Refusal("its " + header + " can't be read: " + broken.getMessage());
        }
    }

    private String header(String name) {
        return headers.apply(name).strip();
    }
}
