// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A repository laid out as Maven's, in a folder ({@code ~/.m2/repository} is one) or behind https.
 * What has a checksum beside it must meet it; from a server it must have one.
 */
final class MavenRepository {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]*");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LARGEST = 64L << 20;

    /** The strongest first: the file's ending, Java's name. */
    private static final List<List<String>> CHECKSUMS =
            List.of(List.of(".sha256", "SHA-256"), List.of(".sha1", "SHA-1"));

    private final String place;
    private final HttpClient client;

    MavenRepository(String place) {
        this(
                place,
                HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(10))
                        .followRedirects(HttpClient.Redirect.NORMAL) // never from https to http
                        .build());
    }

    MavenRepository(String place, HttpClient client) {
        this.place = place.replaceFirst("/+$", "");
        this.client = client;
    }

    /**
     * Copies a jar to a temporary file, and checks it.
     *
     * @param coordinates group, artifact, version
     */
    Path fetch(String... coordinates) throws IOException {
        String path = path(coordinates);
        Path copy = Files.createTempFile("plugin", ".jar");
        boolean good = false;
        try {
            try (InputStream in = open(path).orElseThrow(() -> missing(path));
                    OutputStream out = Files.newOutputStream(copy)) {
                copy(in, out);
            }
            check(path, copy);
            good = true;
            return copy;
        } finally {
            if (!good) {
                Files.delete(copy);
            }
        }
    }

    private static String path(String... coordinates) {
        for (String part : coordinates) {
            if (!PART.matcher(part).matches() || part.contains("..")) {
                throw new CommandException(Exit.USAGE, "no coordinate: " + part);
            }
        }
        return "%s/%s/%s/%s-%s.jar"
                .formatted(
                        coordinates[0].replace('.', '/'),
                        coordinates[1],
                        coordinates[2],
                        coordinates[1],
                        coordinates[2]);
    }

    private CommandException missing(String path) {
        return new CommandException(Exit.NO, "no " + path + " in " + place);
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] chunk = new byte[1 << 16];
        long size = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            out.write(chunk, 0, read);
            size += read;
            if (size > LARGEST) {
                throw new CommandException(Exit.NO, "the jar is larger than 64 MiB");
            }
        }
    }

    private void check(String path, Path copy) throws IOException {
        for (List<String> checksum : CHECKSUMS) {
            Optional<InputStream> said = open(path + checksum.getFirst());
            if (said.isPresent()) {
                check(path + checksum.getFirst(), said.get(), digest(checksum.getLast(), copy));
                return;
            }
        }
        if (isRemote()) {
            throw new CommandException(Exit.NO, path + " has no checksum beside it in " + place);
        }
    }

    private void check(String name, InputStream said, String is) throws IOException {
        try (said) {
            String text = new String(said.readNBytes(1000), StandardCharsets.US_ASCII).strip();
            if (!text.split("\\s+", 2)[0].equalsIgnoreCase(is)) {
                throw new CommandException(Exit.NO, "the jar isn't what " + name + " says");
            }
        }
    }

    private static String digest(String algorithm, Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private boolean isRemote() {
        return place.startsWith("https:");
    }

    private Optional<InputStream> open(String path) throws IOException {
        if (isRemote()) {
            return get(URI.create(place + "/" + path));
        }
        if (place.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") && !place.startsWith("file:")) {
            throw new CommandException(Exit.USAGE, "no folder, nor an https URL: " + place);
        }
        Path folder = place.startsWith("file:") ? Path.of(URI.create(place)) : Path.of(place);
        try {
            return Optional.of(Files.newInputStream(folder.resolve(path)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private Optional<InputStream> get(URI uri) throws IOException {
        try {
            HttpResponse<InputStream> response =
                    client.send(
                            HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                return Optional.of(response.body());
            }
            response.body().close();
            if (response.statusCode() == 404 || response.statusCode() == 410) {
                return Optional.empty();
            }
            throw new CommandException(
                    Exit.TRY_AGAIN, uri + ": HTTP status " + response.statusCode());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CommandException(Exit.TRY_AGAIN, "interrupted");
        }
    }
}
