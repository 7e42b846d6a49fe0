// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The runnable tree that {@code bin/postern} stands in.
 *
 * @param root absolute
 */
record Distribution(Path root) {
    private static final Pattern FOLDER = Pattern.compile("(\\d{2})-.*");

    Distribution {
        root = root.toAbsolutePath().normalize();
    }

    /** The one we were started from; {@code bin/postern} says so in a system property. */
    static Distribution current() {
        @Nullable String root = System.getProperty("postern.distribution");
        if (root == null) {
            throw new CommandException(
                    Exit.USAGE,
                    "the system property postern.distribution isn't set: start bin/postern");
        }
        return new Distribution(Path.of(root));
    }

    /** Which Postern this is, as {@code 0.1.0-SNAPSHOT}. */
    static String version() {
        Properties properties = new Properties();
        try (InputStream in = Distribution.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("reading version.properties", e);
        }
        return properties.getProperty("version", "unknown");
    }

    /** The jars below {@code bundles/NN-name/}, in the order they start. */
    List<BundleJar> bundles() throws IOException {
        List<BundleJar> jars = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root.resolve("bundles"))) {
            for (Path folder : folders) {
                Matcher matcher = FOLDER.matcher(String.valueOf(folder.getFileName()));
                if (matcher.matches()) {
                    addJars(folder, Integer.parseInt(matcher.group(1)), jars);
                }
            }
        }
        jars.sort(Comparator.comparingInt(BundleJar::startLevel).thenComparing(BundleJar::file));
        return jars;
    }

    private static void addJars(Path folder, int startLevel, List<BundleJar> jars)
            throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path file : files) {
                jars.add(new BundleJar(startLevel, file));
            }
        }
    }

    /** A bundle to install, and the start level at which it starts. */
    record BundleJar(int startLevel, Path file) {}
}
