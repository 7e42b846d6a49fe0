// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A block {@code js} of a document and the block {@code js test} after it.
 *
 * @param name of the document and, from 1, its number there
 */
record GuideExample(String name, String script, String test) {
    static final Path ROOT = Path.of("").toAbsolutePath().resolve("../..").normalize();
    private static final Path DOCS = ROOT.resolve("distribution/docs");

    private static final Pattern BLOCK =
            Pattern.compile("^( *)```js( test)?\n(.*?)^ *```$", Pattern.MULTILINE | Pattern.DOTALL);

    /** Those of SCRIPTING.md. */
    static List<GuideExample> all() throws IOException {
        return of(DOCS.resolve("SCRIPTING.md"));
    }

    /** The notes for those who come from another server, by their names. */
    static List<Path> migrations() throws IOException {
        try (Stream<Path> files = Files.list(DOCS.resolve("migrating"))) {
            return files.filter(file -> !file.endsWith("README.md")).sorted().toList();
        }
    }

    /** In the order of the document; each has a test, or reading fails. */
    static List<GuideExample> of(Path document) throws IOException {
        String guide = Files.readString(document);
        String name = document.getFileName().toString().replace(".md", "").toLowerCase(Locale.ROOT);
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
                examples.add(new GuideExample(name + (examples.size() + 1), script, text));
            }
            script = test ? "" : text;
        }
        return examples;
    }

    /** Writes both to a folder; the script's file. */
    Path write(Path folder) {
        Path file = folder.resolve(name + ".js");
        TestScript.write(file, script);
        TestScript.write(folder.resolve(name + ".test.js"), test);
        return file;
    }

    /** What postern.d.ts declares of a module. */
    static String declarations(String module) throws IOException {
        String all = Files.readString(ROOT.resolve("scripts/postern.d.ts"));
        int start = all.indexOf("declare module '" + module + "' {");
        return all.substring(start, all.indexOf("\n}\n", start));
    }
}
