// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads a record, also while it is written. */
record RecordReader(Path folder) {
    /** Takes one line after the other. */
    @FunctionalInterface
    interface Taker {
        /** Takes it; may block. */
        void take(Noted noted) throws InterruptedException;
    }

    /** Whether there is one. */
    boolean isThere() throws IOException {
        return !RecordFiles.list(folder).isEmpty();
    }

    /** Reads it from its beginning to where it ends now. */
    void read(Taker taker) throws IOException, InterruptedException {
        List<Path> files = RecordFiles.list(folder);
        for (Path file : files) {
            read(file, taker);
        }
    }

    private static void read(Path file, Taker taker) throws IOException, InterruptedException {
        try (InputStream octets = Files.newInputStream(file);
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        new Unfinished(new GZIPInputStream(octets, 64 * 1024)),
                                        StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                String next = lines.readLine();
                if (next != null || line.endsWith("}")) {
                    taker.take(RecordJson.read(line));
                }
                line = next;
            }
        } catch (NoSuchFileException | EOFException _) {
            // The oldest may go meanwhile; the newest may have nothing in it yet.
            return;
        }
    }

    /** Ends where there is no more: the file is still written, or was when the server ended. */
    private static final class Unfinished extends FilterInputStream {
        Unfinished(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return super.read(into, offset, length);
            } catch (EOFException _) {
                return -1;
            }
        }
    }
}
