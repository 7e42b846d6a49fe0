// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block {@code js} of SCRIPTING.md and the block {@code js test} after it.
 *
 * @param number from 1
 */
record GuideExample(int number, String script, String test) {
    static final Path ROOT = Path.of("").toAbsolutePath().resolve("../..").normalize();

    private static final Pattern BLOCK =
            Pattern.compile("^( *)```js( test)?\n(.*?)^ *```$", Pattern.MULTILINE | Pattern.DOTALL);

    /** In the order of the guide; each has a test, or reading fails. */
    static List<GuideExample> all() throws IOException {
        String guide = Files.readString(ROOT.resolve("distribution/docs/SCRIPTING.md"));
        List<GuideExample> examples = new ArrayList<>();
        Matcher block = BLOCK.matcher(guide);
        String script = "";
        while (block.find()) {
            String text = block.group(3).replaceAll("(?m)^" + block.group(1), "");
            boolean test = block.group(2) != null;
            if (test == script.isEmpty()) {
                throw new AssertionError("no pair of a script and its test:\n" + text);
            }
            if (test) {
                examples.add(new GuideExample(examples.size() + 1, script, text));
            }
            script = test ? "" : text;
        }
        return examples;
    }

    /** Writes both to a folder; the script's file. */
    Path write(Path folder) {
        Path file = folder.resolve("example" + number + ".js");
        TestScript.write(file, script);
        TestScript.write(folder.resolve("example" + number + ".test.js"), test);
        return file;
    }

    /** What postern.d.ts declares of a module. */
    static String declarations(String module) throws IOException {
        String all = Files.readString(ROOT.resolve("scripts/postern.d.ts"));
        int start = all.indexOf("declare module '" + module + "' {");
        return all.substring(start, all.indexOf("\n}\n", start));
    }
}
