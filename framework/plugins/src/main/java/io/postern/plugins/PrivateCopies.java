// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * A folder of ours with the jars that were inspected, each named by its SHA-256. These very octets
 * are run, whatever becomes of the file they came from. Taking is for any thread; the rest is for
 * the one that owns the plugins.
 */
final class PrivateCopies {
    private static final String JAR = ".jar";
    private static final String TAKEN = ".taken";

    private final Path folder;

    PrivateCopies(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes down what comes, up to the largest jar there may be; {@link Taken#close} forgets it.
     *
     * @throws Refusal where it is larger
     */
    Taken take(InputStream jar) throws IOException, Refusal {
        Files.createDirectories(folder);
        Path file =
                Files.createTempFile(
                        folder,
                        "",
                        TAKEN,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        MessageDigest digest = sha256();
        long size = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] chunk = new byte[1 << 16];
            DigestInputStream in = new DigestInputStream(jar, digest);
            for (int read = in.read(chunk);
                    read >= 0 && size <= Archive.LARGEST;
                    read = in.read(chunk)) {
                out.write(chunk, 0, read);
                size += read;
            }
        }
        if (size > Archive.LARGEST) {
            Files.delete(file);
            throw new Refusal("it is larger than " + (Archive.LARGEST >> 20) + " MiB");
        }
        return new Taken(file, HexFormat.of().formatHex(digest.digest()));
    }

    /** Keeps it from now on; where that is. */
    Path keep(Taken taken) throws IOException {
        Path kept = of(taken.sha256());
        if (!Files.exists(kept)) {
            Files.move(taken.file(), kept, StandardCopyOption.ATOMIC_MOVE);
        }
        return kept;
    }

    /** Where one that was kept is. */
    Path of(String sha256) {
        return folder.resolve(sha256 + JAR);
    }

    /** Whether it is there and still what it was. */
    boolean has(String sha256) {
        Path file = of(sha256);
        if (!sha256.matches("[0-9a-f]{64}") || !Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream read = new DigestInputStream(in, sha256())) {
            read.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(read.getMessageDigest().digest()).equals(sha256);
        } catch (IOException _) {
            return false;
        }
    }

    /** Deletes all but these. */
    void keepOnly(Set<String> wanted) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + JAR)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!wanted.contains(name.substring(0, name.length() - JAR.length()))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Deletes what a crash has left half written. */
    void tidy() throws IOException {
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + TAKEN)) {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Octets that nobody else can change, not yet kept. */
    record Taken(Path file, String sha256) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }
}
