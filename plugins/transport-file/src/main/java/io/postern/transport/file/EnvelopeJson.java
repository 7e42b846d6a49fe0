// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.file;

import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryAttempt;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An envelope as JSON, on one line for each recipient. */
record EnvelopeJson(DeliveryAttempt attempt) {
    /** The object; what nobody asked for is left out. */
    String text() {
        MailOptions options = Asked.of(attempt);
        return Stream.of(
                        text("queueId", attempt.queueId().value()),
                        text("reversePath", attempt.reversePath().toString()),
                        "\"size\": " + attempt.message().size(),
                        text("body", word(options.body())),
                        options.smtputf8() ? "\"smtputf8\": true" : "",
                        options.requireTls() ? "\"requireTls\": true" : "",
                        options.returned() == MailOptions.Returned.UNSAID
                                ? ""
                                : text("ret", word(options.returned())),
                        options.envelopeId().isEmpty() ? "" : text("envid", options.envelopeId()),
                        recipients())
                .filter(member -> !member.isEmpty())
                .collect(Collectors.joining(",\n  ", "{\n  ", "\n}\n"));
    }

    private String recipients() {
        return attempt.recipients().stream()
                .map(EnvelopeJson::recipient)
                .collect(Collectors.joining(",\n    ", "\"recipients\": [\n    ", "\n  ]"));
    }

    private static String recipient(Recipient recipient) {
        List<String> events = recipient.dsn().events().stream().map(Enum::name).sorted().toList();
        String notify =
                events.stream()
                        .map(event -> quoted(event.toLowerCase(Locale.ROOT)))
                        .collect(Collectors.joining(", ", "\"notify\": [", "]"));
        String orcpt = recipient.dsn().originalRecipient();
        return Stream.of(
                        text("mailbox", recipient.mailbox().toString()),
                        events.isEmpty() ? "" : notify,
                        orcpt.isEmpty() ? "" : text("orcpt", orcpt))
                .filter(member -> !member.isEmpty())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String text(String key, String value) {
        return quoted(key) + ": " + quoted(value);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars()
                .forEach(
                        c -> {
                            if (c == '"' || c == '\\') {
                                json.append('\\').append((char) c);
                            } else if (c < ' ' || c > '~') {
                                json.append(String.format(Locale.ROOT, "\\u%04x", c));
                            } else {
                                json.append((char) c);
                            }
                        });
        return json.append('"').toString();
    }
}
