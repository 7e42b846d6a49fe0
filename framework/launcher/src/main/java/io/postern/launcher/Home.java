// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where the things of one Postern are: {@code conf} and {@code plugins}, which people edit, and
 * {@code data}, which Postern writes.
 *
 * @param root absolute
 */
record Home(Path root) {
    Home {
        root = root.toAbsolutePath().normalize();
    }

    Path plugins() {
        return root.resolve("plugins");
    }

    Path cache() {
        return data("cache");
    }

    Path log() {
        return data("log");
    }

    /** The journal; the spool has one, number 0. */
    Path journal() {
        return data("spool").resolve("0");
    }

    Path lock() {
        return data("lock");
    }

    Path adminAddress() {
        return data("admin.address");
    }

    Path adminToken() {
        return data("admin.token");
    }

    /** Makes {@code data} for the owner's eyes alone, and what the launcher itself needs in it. */
    void prepare() throws IOException {
        if (!Files.isDirectory(root)) {
            throw new CommandException(Exit.NO, "no home: " + root + " is not a directory");
        }
        Files.createDirectories(plugins());
        for (Path directory : new Path[] {root.resolve("data"), log()}) {
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(
                        directory,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
        }
    }

    private Path data(String name) {
        return root.resolve("data").resolve(name);
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
