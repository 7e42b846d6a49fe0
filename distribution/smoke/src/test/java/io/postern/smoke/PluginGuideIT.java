// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.archetype.Archetype;
import io.postern.archetype.PluginProject;
import io.postern.testkit.SmtpSink;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does what PLUGINS.md says, from the first block to the last, beside a server that runs. Where it
 * says {@code mvn} the same is done without Maven.
 */
@Timeout(240)
class PluginGuideIT {
    private static final Pattern PROPERTY = Pattern.compile("-D(\\w+)=(\\S+)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir private Path folder;
    private final List<String> passed = new ArrayList<>();
    private final Map<String, String> said = new HashMap<>();
    private PluginProject project;
    private PosternProcess postern;

    @Test
    void strangerGetsARouterIntoARunningServer() throws Exception {
        try (SmtpSink internet = SmtpSink.start();
                SmtpSink backup = SmtpSink.start();
                PosternProcess running =
                        PosternProcess.inHome(
                                folder.resolve("home"),
                                PosternProcess.configuration("relay.yaml", internet.port()))) {
            postern = running.start();
            for (PluginGuide.Block block : PluginGuide.blocks()) {
                follow(block, backup.port());
            }

            backup.awaitMessages(1);
            assertThat(internet.messages()).isEmpty();
            assertThat(said.get("hooks")).contains("weekend");
            assertThat(said.get("route")).containsPattern("bob@example.test\\s+weekend\\s+via");
            project.verify(); // with what came after the first time
            assertThat(passed)
                    .contains("mailGoesToTheHostsOnTheseDaysAlone", "canBeAskedFromManyThreads");
            assertThat(postern.stop()).isZero();
        }
    }

    private void follow(PluginGuide.Block block, int backupPort) throws Exception {
        switch (block.language()) {
            case "sh" -> {
                for (String command : block.commands()) {
                    run(command);
                }
            }
            case "java" -> {
                Path file = project.folder().resolve(block.file());
                Files.createDirectories(file.getParent());
                Files.writeString(file, block.text());
            }
            case "yaml" -> configure(block.text(), backupPort);
            default -> throw new AssertionError("nobody runs " + block);
        }
    }

    private void run(String command) throws Exception {
        if (command.startsWith("mvn archetype:generate")) {
            Map<String, String> properties = new HashMap<>();
            Matcher property = PROPERTY.matcher(command);
            while (property.find()) {
                properties.put(property.group(1), property.group(2));
            }
            properties.put("posternVersion", properties.get("archetypeVersion"));
            project = Archetype.read().generate(folder, properties);
        } else if (command.equals("mvn verify")) {
            passed.addAll(project.verify());
        } else if (command.startsWith("bin/postern ")) {
            postern(words(command.substring("bin/postern ".length())));
        } else {
            assertThat(command).isEqualTo("cd " + project.artifactId());
        }
    }

    private void postern(List<String> words) throws Exception {
        String[] arguments =
                words.stream()
                        .map(word -> word.startsWith("target/") ? built(word) : word)
                        .toArray(String[]::new);
        PosternProcess.Outcome outcome = postern.command(arguments);
        assertThat(outcome.code()).as("%s: %s", words, outcome).isZero();
        said.put(words.getFirst(), outcome.out());
    }

    private String built(String file) {
        Path jar = project.folder().resolve(file);
        assertThat(jar).isEqualTo(project.jar());
        return jar.toString();
    }

    private void configure(String entry, int backupPort) throws Exception {
        Path file = postern.home().resolve("conf/postern.yaml");
        String placed = entry.replace("backup.example.org:25", "127.0.0.1:" + backupPort);
        Files.writeString(file, Files.readString(file).replace("routers:\n", placed));
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        return words;
    }
}
