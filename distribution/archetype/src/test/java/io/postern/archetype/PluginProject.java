// SPDX-License-Identifier: Apache-2.0
package io.postern.archetype;

import aQute.bnd.osgi.Builder;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The project of a plugin: does what {@code mvn verify} does with it, by javac, bnd and JUnit on
 * the class path of our tests, so that it needs no network and nothing installed.
 */
public record PluginProject(Path folder, String artifactId, String version) {
    /** What the generated pom has in the scope provided. */
    private static final List<String> PROVIDED =
            List.of(
                    "api-",
                    "slf4j-api-",
                    "org.osgi.annotation.bundle-",
                    "org.osgi.service.component.annotations-",
                    "org.osgi.service.metatype.annotations-");

    private static final Path API_CLASSES = Path.of("framework/api/target/classes");

    /** Compiles, packs and tests; the names of the tests that passed. */
    public List<String> verify() throws Exception {
        compile("src/main/java", classes(), providedClassPath());
        pack();
        List<File> all = new ArrayList<>(classPath());
        all.add(classes().toFile());
        compile("src/test/java", testClasses(), all);
        return runTests();
    }

    /** Where {@link #verify} packs it. */
    public Path jar() {
        return folder.resolve("target/" + artifactId + "-" + version + ".jar");
    }

    private Path classes() {
        return folder.resolve("target/classes");
    }

    private Path testClasses() {
        return folder.resolve("target/test-classes");
    }

    private void compile(String sources, Path to, List<File> against) throws IOException {
        Files.createDirectories(to);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of(
                            "--release",
                            "25",
                            "-proc:none",
                            "-Xlint:all,-path,-classfile",
                            "-Werror",
                            "-d",
                            to.toString(),
                            "-cp",
                            String.join(
                                    File.pathSeparator,
                                    against.stream().map(File::toString).toList()));
            boolean good =
                    compiler.getTask(
                                    complaints,
                                    files,
                                    null,
                                    options,
                                    null,
                                    files.getJavaFileObjectsFromPaths(
                                            below(folder.resolve(sources), ".java")))
                            .call();
            if (!good) {
                throw new AssertionError(sources + " doesn't compile:\n" + complaints);
            }
        }
    }

    /** As bnd-maven-plugin does: all classes, and a manifest and components from what they say. */
    private void pack() throws Exception {
        try (Builder builder = new Builder()) {
            builder.addClasspath(classes().toFile());
            for (File entry : providedClassPath()) {
                builder.addClasspath(entry);
            }
            builder.setProperty("Bundle-SymbolicName", artifactId);
            builder.setProperty("Bundle-Version", version.replace("-", "."));
            builder.setProperty("-includepackage", "*;from:=classes");
            builder.build().write(jar().toFile());
            if (!builder.isOk()) {
                throw new AssertionError(builder.getErrors() + " " + builder.getWarnings());
            }
        }
    }

    private List<String> runTests() throws Exception {
        System.setProperty("plugin.jar", jar().toString());
        URL[] places = {testClasses().toUri().toURL(), classes().toUri().toURL()};
        try (URLClassLoader loader =
                new URLClassLoader(places, PluginProject.class.getClassLoader())) {
            LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
            for (Path file : below(testClasses(), ".class")) {
                String name = testClasses().relativize(file).toString();
                if (name.endsWith("Test.class") || name.endsWith("IT.class")) {
                    String type = name.replace(".class", "").replace('/', '.');
                    request.selectors(DiscoverySelectors.selectClass(loader.loadClass(type)));
                }
            }
            return run(request.build());
        }
    }

    private static List<String> run(LauncherDiscoveryRequest request) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        Passed passed = new Passed();
        LauncherFactory.create().execute(request, summary, passed);
        List<TestExecutionSummary.Failure> failures = summary.getSummary().getFailures();
        if (!failures.isEmpty()) {
            AssertionError failed = new AssertionError(failures.getFirst().getTestIdentifier());
            failures.forEach(failure -> failed.addSuppressed(failure.getException()));
            throw failed;
        }
        return passed.names();
    }

    private static List<Path> below(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    private static List<File> providedClassPath() {
        return classPath().stream()
                .filter(
                        entry ->
                                entry.toPath().endsWith(API_CLASSES)
                                        || PROVIDED.stream().anyMatch(entry.getName()::startsWith))
                .toList();
    }

    private static List<File> classPath() {
        String path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(path.split(File.pathSeparator)).map(File::new).toList();
    }
}
