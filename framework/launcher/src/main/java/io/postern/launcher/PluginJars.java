// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.plugins.JarCheck;
import io.postern.plugins.Refusal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks at jars by the server's own classes. Loaded by {@code postern plugin} alone. */
final class PluginJars {
    private PluginJars() {}

    /**
     * What a jar is.
     *
     * @throws CommandException where it is no plugin for this distribution and home
     */
    static Map<String, Object> check(Path jar, Distribution distribution, Home home)
            throws IOException {
        if (!Files.isRegularFile(jar)) {
            throw new CommandException(Exit.USAGE, "no file " + jar);
        }
        try {
            return JarCheck.check(
                    jar, bundles(distribution), home.root().resolve("conf/plugin-keys"));
        } catch (Refusal refused) {
            throw new CommandException(
                    Exit.NO, SafeText.of(jar.getFileName() + ": ") + refused.reason());
        }
    }

    /** All but the plugins, which may be gone tomorrow. */
    private static List<Path> bundles(Distribution distribution) throws IOException {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(distribution.root().resolve("bundles"))) {
            for (Path folder : all) {
                if (!folder.endsWith("40-plugins")) {
                    folders.add(folder);
                }
            }
        }
        return folders;
    }
}
