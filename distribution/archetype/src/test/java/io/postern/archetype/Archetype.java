// SPDX-License-Identifier: Apache-2.0
package io.postern.archetype;

import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

/**
 * Does with our archetype what Maven's plugin does with one, by the same engine: fills in the
 * templates that its descriptor lists, and puts each where it says.
 */
public final class Archetype {
    private static final Path RESOURCES = Path.of("../archetype/src/main/resources");
    private static final Path TEMPLATES = RESOURCES.resolve("archetype-resources");
    private static final Pattern NAME_PART = Pattern.compile("__([A-Za-z]+)__");

    private final Document descriptor;
    private final VelocityEngine engine = new VelocityEngine();

    private Archetype(Document descriptor) {
        this.descriptor = descriptor;
    }

    /** Reads the descriptor. */
    public static Archetype read() throws Exception {
        Path file = RESOURCES.resolve("META-INF/maven/archetype-metadata.xml");
        return new Archetype(
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()));
    }

    /**
     * Makes a project.
     *
     * @param parent where its folder is made
     * @param given what {@code archetype:generate} would be given with -D
     * @throws IllegalArgumentException where a property is missing or not as it must be
     */
    public PluginProject generate(Path parent, Map<String, String> given) throws IOException {
        Map<String, String> properties = complete(given);
        Path project = parent.resolve(properties.get("artifactId"));
        fill(TEMPLATES.resolve("pom.xml"), project.resolve("pom.xml"), properties);
        for (Element set : elements(descriptor, "fileSet")) {
            generate(set, project, properties);
        }
        return new PluginProject(project, properties.get("artifactId"), properties.get("version"));
    }

    private Map<String, String> complete(Map<String, String> given) {
        Map<String, String> properties = new HashMap<>(given);
        properties.putIfAbsent("package", given.get("groupId"));
        for (Element property : elements(descriptor, "requiredProperty")) {
            String key = property.getAttribute("key");
            text(property, "defaultValue").ifPresent(value -> properties.putIfAbsent(key, value));
            String value = properties.get(key);
            String regex = text(property, "validationRegex").orElse(".+");
            if (value == null || !value.matches(regex)) {
                throw new IllegalArgumentException(key + ": '" + value + "' is not " + regex);
            }
        }
        return properties;
    }

    private void generate(Element set, Path project, Map<String, String> properties)
            throws IOException {
        String directory = text(set, "directory").orElse("");
        boolean packaged = set.getAttribute("packaged").equals("true");
        Path target = project.resolve(directory);
        if (packaged) {
            target = target.resolve(properties.get("package").replace('.', '/'));
        }
        for (Path template : files(TEMPLATES.resolve(directory), text(set, "include").orElse(""))) {
            String name = TEMPLATES.resolve(directory).relativize(template).toString();
            Path file = target.resolve(named(name, properties));
            if (set.getAttribute("filtered").equals("true")) {
                fill(template, file, properties);
            } else {
                Files.createDirectories(file.getParent());
                Files.copy(template, file);
            }
        }
    }

    private static List<Path> files(Path folder, String include) throws IOException {
        List<PathMatcher> matchers = new ArrayList<>();
        for (String glob : List.of(include, include.replace("**/", ""))) {
            matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + glob));
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(
                            file ->
                                    matchers.stream()
                                            .anyMatch(
                                                    matcher ->
                                                            matcher.matches(
                                                                    folder.relativize(file))))
                    .toList();
        }
    }

    private static String named(String name, Map<String, String> properties) {
        return NAME_PART
                .matcher(name)
                .replaceAll(part -> Matcher.quoteReplacement(properties.get(part.group(1))));
    }

    private void fill(Path template, Path file, Map<String, String> properties) throws IOException {
        StringWriter filled = new StringWriter();
        engine.evaluate(
                new VelocityContext(new HashMap<>(properties)),
                filled,
                template.toString(),
                Files.readString(template));
        Files.createDirectories(file.getParent());
        Files.writeString(file, filled.toString());
    }

    private static Optional<String> text(Element parent, String name) {
        List<Element> found = elements(parent, name);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.getFirst().getTextContent().strip());
    }

    private static List<Element> elements(org.w3c.dom.Node parent, String name) {
        NodeList nodes =
                parent instanceof Document document
                        ? document.getElementsByTagName(name)
                        : ((Element) parent).getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
