// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code postern try}. The answer is no where a step was refused with a 5yz; where one was deferred
 * it is: try again later.
 */
@Command(
        name = "try",
        description = {
            "Pretends an SMTP session with the running server: prints each reply, and the hook",
            "that gave it. Accepts nothing."
        })
final class TryCommand extends ClientCommand {
    @Option(
            names = "--from",
            required = true,
            paramLabel = "ADDRESS",
            description = "The IP address the client comes from.")
    private String from = "";

    @Option(
            names = "--listener",
            paramLabel = "NAME",
            description = "The listener it comes to; may be left out where there is one.")
    private String listener = "";

    @Option(names = "--helo", paramLabel = "NAME", description = "What it says in EHLO.")
    private String helo = "";

    @Option(names = "--tls", description = "It says STARTTLS.")
    private boolean tls;

    @Option(
            names = "--certificate",
            paramLabel = "FILE|NAME",
            description = {
                "It has this certificate, a PEM file, or one with this name or SHA-256",
                "fingerprint; taken as verified."
            })
    private @Nullable String certificate;

    @Option(
            names = "--login",
            paramLabel = "ACCOUNT",
            description = "It has logged in with this account; no password is asked for.")
    private String login = "";

    @Option(
            names = "--sender",
            paramLabel = "MAILBOX",
            description = "The reverse-path; '<>', or nothing, for none.")
    private String sender = "";

    @Option(
            names = "--recipient",
            required = true,
            paramLabel = "MAILBOX",
            description = "A recipient; may be said again.")
    private List<String> recipients = List.of();

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "The message, at most 1 MiB; else the session ends at the recipients.")
    private @Nullable Path data;

    @Override
    AdminClient.Answer ask(AdminClient client) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("from", from);
        fields.put("listener", listener);
        fields.put("helo", helo);
        fields.put("tls", tls);
        if (certificate != null) {
            fields.put("certificate", CertificateFacts.of(certificate).fields());
        }
        fields.put("login", login);
        fields.put("sender", bare(sender));
        fields.put("recipients", recipients.stream().map(TryCommand::bare).toList());
        if (data != null) {
            fields.put("data", new String(Files.readAllBytes(data), StandardCharsets.UTF_8));
        }
        return client.post("/api/try", fields);
    }

    @Override
    void print(Json answer, PrintWriter out) {
        new Transcript(answer.objects("exchanges")).print(out);
        out.println();
        out.println(
                switch (answer.text("outcome")) {
                    case "accepted" -> "would be accepted; nothing was";
                    case "deferred" -> "would have to try again later";
                    default -> "would be refused";
                });
    }

    @Override
    int exitCode(Json answer) {
        return switch (answer.text("outcome")) {
            case "accepted" -> Exit.FINE;
            case "deferred" -> Exit.TRY_AGAIN;
            default -> Exit.NO;
        };
    }

    private static String bare(String mailbox) {
        String text = mailbox.strip();
        return text.startsWith("<") && text.endsWith(">")
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
