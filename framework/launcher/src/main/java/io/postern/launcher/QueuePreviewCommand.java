// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;

/** {@code postern queue preview}: the words of a report, before anybody is told. */
@Command(
        name = "preview",
        description = "Shows what a report about a message that waits would say to people.")
final class QueuePreviewCommand extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "The message.")
    private String id = "";

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "failed",
            description =
                    "failed, delayed, delivered, relayed, expanded or double-bounce"
                            + " (default: ${DEFAULT-VALUE}).")
    private String kind = "";

    @Option(
            names = "--language",
            paramLabel = "TAG",
            description = "As de or pt-BR (default: the one the message asks for).")
    private String language = "";

    @Override
    AdminClient.Answer ask(AdminClient client) throws IOException {
        return client.get(
                "/api/queue/preview?id="
                        + encoded(id)
                        + "&kind="
                        + encoded(kind)
                        + (language.isEmpty() ? "" : "&language=" + encoded(language)));
    }

    @Override
    void print(Json answer, PrintWriter out) {
        out.println("Content-Language: " + SafeText.of(answer.text("language")));
        out.println("Subject: " + SafeText.of(answer.text("subject")));
        out.println();
        answer.text("text").lines().forEach(line -> out.println(SafeText.of(line)));
    }
}
