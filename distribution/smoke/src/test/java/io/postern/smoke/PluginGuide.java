// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of PLUGINS.md, in their order. */
final class PluginGuide {
    private static final Pattern FILE = Pattern.compile("`(src/[^`]+\\.java)`:$");

    private PluginGuide() {}

    /** Reads them. */
    static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        String before = "";
        String language = "";
        for (String line : Files.readAllLines(Path.of("../docs/PLUGINS.md"))) {
            if (line.equals("```")) {
                Matcher file = FILE.matcher(before);
                blocks.add(new Block(language, file.find() ? file.group(1) : "", text.toString()));
                language = "";
            } else if (line.startsWith("```")) {
                language = line.substring(3);
                text.setLength(0);
            } else if (!language.isEmpty()) {
                text.append(line).append('\n');
            } else if (!line.isBlank()) {
                before = line;
            }
        }
        return blocks;
    }

    /**
     * A block.
     *
     * @param language behind the fence
     * @param file that the line before it names, empty where it names none
     */
    record Block(String language, String file, String text) {
        /** The commands of a shell's block, those on several lines joined. */
        List<String> commands() {
            return text.replaceAll("\\\\\\n\\s*", "").lines().toList();
        }
    }
}
