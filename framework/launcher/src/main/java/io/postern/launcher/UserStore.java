// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The file that {@code postern user} edits. */
record UserStore(Path file) {
    private static final String STANDARD = "conf/users.yaml";
    private static final Set<PosixFilePermission> OURS_ALONE =
            PosixFilePermissions.fromString("rw-------");

    /** The one that the home's configuration names first under {@code auth:}. */
    static UserStore of(Home home) throws IOException {
        Path configuration = home.root().resolve("conf/postern.yaml");
        String named = Files.exists(configuration) ? named(configuration) : STANDARD;
        return new UserStore(home.root().resolve(named).normalize());
    }

    private static String named(Path configuration) throws IOException {
        try {
            Load load = new Load(LoadSettings.builder().build());
            Object root = load.loadFromString(Files.readString(configuration));
            if (root instanceof Map<?, ?> map && map.get("auth") instanceof List<?> entries) {
                for (Object entry : entries) {
                    if (entry instanceof Map<?, ?> keys
                            && "file".equals(keys.get("type"))
                            && keys.get("file") instanceof String file) {
                        return file;
                    }
                }
            }
            return STANDARD;
        } catch (YamlEngineException _) {
            throw new CommandException(
                    Exit.NO, configuration + " is broken ('postern check' says why): say --file");
        }
    }

    /** What it holds now; nothing where there is none yet. */
    UserEdit read() throws IOException {
        return new UserEdit(file, Files.exists(file) ? Files.readString(file) : "");
    }

    /**
     * Puts the changed text in the place of the old in one step, with the mode and owner that it
     * had; a new file is for its owner alone, who is that of the folder.
     */
    void change(UnaryOperator<String> edit) throws IOException {
        boolean isNew = !Files.exists(file);
        if (isNew) {
            Files.createDirectories(folderOf(file));
        }
        // Behind a link: the link itself stays.
        Path real = isNew ? file : file.toRealPath();
        String before = isNew ? "" : Files.readString(real);
        String after = edit.apply(before);
        Path next =
                Files.createTempFile(
                        folderOf(real),
                        ".users",
                        ".yaml",
                        PosixFilePermissions.asFileAttribute(OURS_ALONE));
        try {
            write(next, after);
            keepOwner(next, isNew ? folderOf(real) : real, isNew);
            String now = Files.exists(real) ? Files.readString(real) : "";
            if (!now.equals(before)) {
                throw new CommandException(
                        Exit.TRY_AGAIN, file + " has changed meanwhile: try again");
            }
            Files.move(next, real, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
    }

    private static void write(Path next, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            channel.force(true);
        }
    }

    private static void keepOwner(Path next, Path model, boolean isNew) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(next, PosixFileAttributeView.class);
        PosixFileAttributes wanted = Files.readAttributes(model, PosixFileAttributes.class);
        if (!wanted.owner().equals(view.readAttributes().owner())) {
            view.setOwner(wanted.owner());
        }
        if (!wanted.group().equals(view.readAttributes().group())) {
            view.setGroup(wanted.group());
        }
        if (!isNew) {
            view.setPermissions(wanted.permissions());
        }
    }
}
