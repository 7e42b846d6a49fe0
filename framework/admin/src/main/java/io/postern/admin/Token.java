// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What proves that a request comes from somebody who may read the home's data: a random text in
 * {@code data/admin.token}, which is its owner's alone and stays over restarts.
 */
final class Token {
    private static final int OCTETS = 32;
    private static final String SCHEME = "Bearer ";

    private final byte[] secret;

    private Token(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the token, or makes one. A file that others may read is closed to them. */
    static Token in(Path file) throws IOException {
        try {
            create(file);
        } catch (FileAlreadyExistsException _) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        String secret = read(file);
        if (secret.isEmpty()) {
            // A crash came between making the file and writing it.
            Files.delete(file);
            create(file);
            secret = read(file);
        }
        return new Token(secret);
    }

    private static void create(Path file) throws IOException {
        byte[] random = new byte[OCTETS];
        new SecureRandom().nextBytes(random);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException _) {
            return "";
        }
    }

    /**
     * Whether an Authorization field carries it; takes as long for a wrong one as for the right.
     */
    boolean isIn(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith(SCHEME)) {
            return false;
        }
        byte[] given =
                authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(secret, given);
    }
}
