// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A jar to bring in.
 *
 * @param file on this machine
 * @param fetched whether it is a copy, to be deleted
 */
record PluginSource(Path file, boolean fetched) implements AutoCloseable {
    /**
     * What an operator named.
     *
     * @param text a file or coordinates
     * @param repository asked where coordinates are
     */
    static PluginSource of(String text, Repository repository) throws IOException {
        Path file = Path.of(text);
        if (Files.isRegularFile(file)) {
            return new PluginSource(file, false);
        }
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new CommandException(
                    Exit.USAGE, "no file " + text + ", nor GROUP:ARTIFACT:VERSION");
        }
        String place = repository.place();
        if (place.isEmpty()) {
            throw new CommandException(
                    Exit.USAGE, "say --repository, or plugins: repository: in conf/postern.yaml");
        }
        return new PluginSource(new MavenRepository(place).fetch(parts), true);
    }

    @Override
    public void close() throws IOException {
        if (fetched) {
            Files.deleteIfExists(file);
        }
    }

    /** Where coordinates are looked for. */
    interface Repository {
        String place() throws IOException;
    }
}
