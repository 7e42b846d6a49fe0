// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A file of PEM blocks (RFC 7468); text around them is a comment.
 *
 * @param path where it is
 * @param blocks in the order of the file
 */
record PemFile(Path path, List<Block> blocks) {
    /** A bundle of all public CAs has a quarter of it. */
    private static final long LIMIT = 1024 * 1024;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    PemFile {
        blocks = List.copyOf(blocks);
    }

    /**
     * One block.
     *
     * @param label as {@code CERTIFICATE}
     * @param encrypted whether its headers say so (RFC 1421)
     * @param octets in DER, unless it is encrypted
     */
    record Block(String label, boolean encrypted, byte[] octets) {}

    static PemFile read(Path path) throws TlsFileException {
        return new PemFile(path, blocks(path, text(path)));
    }

    /** Those with one of the labels. */
    List<Block> labelled(String... labels) {
        List<String> wanted = List.of(labels);
        return blocks.stream().filter(block -> wanted.contains(block.label())).toList();
    }

    TlsFileException broken(String why) {
        return new TlsFileException(path, why);
    }

    private static String text(Path path) throws TlsFileException {
        try {
            if (Files.size(path) > LIMIT) {
                throw new TlsFileException(path, "is larger than 1 MiB, so not what it should be");
            }
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException _) {
            throw new TlsFileException(path, "is not there");
        } catch (TlsFileException told) {
            throw told;
        } catch (IOException unreadable) {
            throw new TlsFileException(path, "cannot be read: " + unreadable);
        }
    }

    private static List<Block> blocks(Path path, String text) throws TlsFileException {
        List<Block> blocks = new ArrayList<>();
        String label = "";
        List<String> lines = new ArrayList<>();
        for (String raw : text.lines().toList()) {
            String line = raw.strip();
            if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
                label = line.substring(BEGIN.length(), line.length() - DASHES.length());
                lines.clear();
            } else if (!label.isEmpty() && line.equals(END + label + DASHES)) {
                blocks.add(block(path, label, lines));
                label = "";
            } else {
                lines.add(line);
            }
        }
        if (!label.isEmpty()) {
            throw new TlsFileException(path, "the block " + label + " has no end");
        }
        return blocks;
    }

    private static Block block(Path path, String label, List<String> lines)
            throws TlsFileException {
        if (lines.stream().anyMatch(line -> line.startsWith("Proc-Type:"))) {
            return new Block(label, true, new byte[0]);
        }
        try {
            return new Block(label, false, Base64.getDecoder().decode(String.join("", lines)));
        } catch (IllegalArgumentException _) {
            throw new TlsFileException(path, "the block " + label + " is not Base64");
        }
    }
}
