// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;

/** {@code postern send}: puts a message into the queue, without SMTP and its policies. */
@Command(name = "send", description = "Puts a message into the queue and prints its queue id.")
final class SendCommand extends ClientCommand {
    @Option(
            names = "--from",
            required = true,
            paramLabel = "MAILBOX",
            description = "The reverse-path; '<>' for none.")
    private String from = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "MAILBOX",
            description = "A recipient; may be said again.")
    private List<String> to = List.of();

    @Option(names = "--subject", description = "Write a small message with this subject.")
    private @Nullable String subject;

    @Option(names = "--body", description = "Write a small message with this text.")
    private @Nullable String body;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The message; '-' or nothing for stdin.")
    private @Nullable String file;

    @Override
    AdminClient.Answer ask(AdminClient client) throws IOException {
        boolean composed = subject != null || body != null;
        if (composed && file != null) {
            throw usage("a FILE, or --subject and --body, but not both");
        }
        if (!composed && file != null && !file.equals("-")) {
            return client.postMessage(path(), Path.of(file));
        }
        Path message = Files.createTempFile("postern-send", ".eml");
        try {
            write(message, composed);
            return client.postMessage(path(), message);
        } finally {
            Files.deleteIfExists(message);
        }
    }

    /** Stdin goes to a file first: it may be slow, and the server waits only so long. */
    private void write(Path message, boolean composed) throws IOException {
        if (composed) {
            Files.writeString(message, note().text());
        } else {
            try (InputStream in = System.in) {
                Files.copy(in, message, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Note note() {
        return new Note(
                from,
                to,
                subject == null ? "" : subject,
                body == null ? "" : body,
                Clock.system(ZoneId.systemDefault()));
    }

    private String path() {
        StringBuilder path = new StringBuilder("/api/messages?from=").append(encoded(from));
        to.forEach(mailbox -> path.append("&to=").append(encoded(mailbox)));
        return path.toString();
    }

    @Override
    void print(Json answer, PrintWriter out) {
        out.println(answer.text("id"));
    }
}
