// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.api.mail.Message;
import io.postern.spool.OfflineSpool;
import io.postern.spool.SpoolUnavailableException;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/** {@code postern spool dump --body}, with the spool on the class path. */
final class SpoolBody {
    private final Home home;

    SpoolBody(Home home) {
        this.home = home;
    }

    /** Writes a message's octets, all or none; the exit code. */
    int write(String id, PrintStream out) throws IOException {
        return new SpoolAccess(home).read(spool -> write(spool, id, out));
    }

    private static int write(OfflineSpool spool, String id, PrintStream out) throws IOException {
        try {
            Message message = message(spool, id);
            copy(message, OutputStream.nullOutputStream()); // whole, before any of it is written
            copy(message, out);
            out.flush();
            return Exit.FINE;
        } catch (SpoolUnavailableException damaged) {
            throw new CommandException(
                    Exit.NO, "message " + id + " is damaged: " + damaged.getMessage());
        }
    }

    private static Message message(OfflineSpool spool, String id) throws IOException {
        try {
            return spool.message(id)
                    .orElseThrow(
                            () -> new CommandException(Exit.NO, "no message " + id + " there"));
        } catch (IllegalArgumentException noId) {
            throw new CommandException(Exit.USAGE, String.valueOf(noId.getMessage()));
        }
    }

    private static void copy(Message message, OutputStream out) throws IOException {
        try (InputStream content = message.content()) {
            content.transferTo(out);
        }
    }
}
