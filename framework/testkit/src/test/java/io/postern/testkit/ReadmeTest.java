// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The examples of the README compile and pass, and no contract is left out of it. */
class ReadmeTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("```java\\n(class (\\w+) .*?)```", Pattern.DOTALL);
    private static final String IMPORTS =
            """
            package example;
            import static org.assertj.core.api.Assertions.assertThat;
            import io.postern.api.event.*;
            import io.postern.api.lookup.*;
            import io.postern.api.mail.*;
            import io.postern.api.policy.*;
            import io.postern.api.transport.*;
            import io.postern.testkit.*;
            import java.time.*;
            import java.util.concurrent.atomic.*;
            import org.junit.jupiter.api.Test;
            """;

    @TempDir private Path folder;

    @Test
    void examplesPass() throws Exception {
        Map<String, String> examples = examples();
        assertThat(examples).hasSizeGreaterThan(7);
        compile(examples);
        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {folder.toUri().toURL()}, ReadmeTest.class.getClassLoader())) {
            LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
            for (String name : examples.keySet()) {
                Class<?> type = loader.loadClass("example." + name);
                request.selectors(DiscoverySelectors.selectClass(type));
            }
            TestExecutionSummary summary = run(request.build());

            assertThat(summary.getFailures())
                    .extracting(TestExecutionSummary.Failure::getException)
                    .isEmpty();
            assertThat(summary.getTestsSucceededCount()).isGreaterThan(examples.size());
        }
    }

    @Test
    void everyContractIsListed() throws IOException {
        String readme = readme();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            assertThat(
                            sources.map(source -> source.getFileName().toString())
                                    .filter(name -> name.endsWith("Contract.java")))
                    .hasSizeGreaterThan(12)
                    .allSatisfy(
                            name ->
                                    assertThat(readme)
                                            .contains("`" + name.replace("Contract.java", "")));
        }
    }

    private static TestExecutionSummary run(LauncherDiscoveryRequest request) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, summary);
        return summary.getSummary();
    }

    private void compile(Map<String, String> examples) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> example : examples.entrySet()) {
            Path file = folder.resolve(example.getKey() + ".java");
            files.add(Files.writeString(file, IMPORTS + example.getValue()));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        String path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> options = List.of("-proc:none", "-d", folder.toString(), "-cp", path);
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            var units = manager.getJavaFileObjectsFromPaths(files);
            assertThat(compiler.getTask(complaints, manager, null, options, null, units).call())
                    .as(complaints::toString)
                    .isTrue();
        }
    }

    private static Map<String, String> examples() throws IOException {
        Map<String, String> examples = new LinkedHashMap<>();
        Matcher example = EXAMPLE.matcher(readme());
        while (example.find()) {
            examples.put(example.group(2), example.group(1));
        }
        return examples;
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }
}
