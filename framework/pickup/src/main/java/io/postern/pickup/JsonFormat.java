// SPDX-License-Identifier: Apache-2.0
package io.postern.pickup;

import com.fasterxml.jackson.jr.ob.JSON;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.DsnRequest.Notify;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.smtp.AddressParser;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A message beside which its envelope stands as JSON, as the transport {@code file} writes it. */
record JsonFormat(byte[] envelope) implements Intake.Format {
    @Override
    public Intake.Result read(InputStream file, Intake intake)
            throws IOException, InterruptedException {
        Map<String, Object> keys = keys();
        try {
            MailOptions options =
                    new MailOptions(
                            BodyType.valueOf(word(keys, "body", "seven-bit")),
                            flag(keys, "smtputf8"),
                            flag(keys, "requireTls"),
                            Returned.valueOf(word(keys, "ret", "unsaid")),
                            text(keys, "envid"));
            List<Recipient> recipients = recipients(keys);
            ReversePath reversePath = reversePath(text(keys, "reversePath"));
            intake.writeAll(file, options.body() == BodyType.BINARY_MIME);
            return Intake.Result.of(new Envelope(reversePath, recipients, intake.options(options)));
        } catch (IllegalArgumentException wrong) {
            throw new BrokenFileException("envelope: " + wrong.getMessage());
        }
    }

    private Map<String, Object> keys() throws BrokenFileException {
        try {
            return JSON.std.mapFrom(envelope);
        } catch (IOException bad) {
            throw new BrokenFileException("envelope: " + bad.getMessage());
        }
    }

    private static List<Recipient> recipients(Map<String, Object> keys) throws BrokenFileException {
        List<Recipient> recipients = new ArrayList<>();
        if (keys.get("recipients") instanceof List<?> entries) {
            for (Object entry : entries) {
                if (!(entry instanceof Map<?, ?> of)) {
                    throw new BrokenFileException("envelope: a recipient that is none");
                }
                Mailbox mailbox = mailbox(String.valueOf(of.get("mailbox")));
                Object orcpt = of.get("orcpt");
                recipients.add(
                        new Recipient(
                                mailbox,
                                mailbox,
                                new DsnRequest(
                                        events(of.get("notify")),
                                        orcpt == null ? "" : orcpt.toString())));
            }
        }
        if (recipients.isEmpty()) {
            throw new BrokenFileException("envelope: it names no recipients");
        }
        return recipients.stream().distinct().toList();
    }

    private static Set<Notify> events(@Nullable Object words) {
        Set<Notify> events = EnumSet.noneOf(Notify.class);
        if (words instanceof List<?> list) {
            list.forEach(
                    word -> events.add(Notify.valueOf(word.toString().toUpperCase(Locale.ROOT))));
        }
        return events;
    }

    private static ReversePath reversePath(String text) throws BrokenFileException {
        return text.isEmpty() ? new ReversePath.Null() : new ReversePath.Of(mailbox(text));
    }

    private static Mailbox mailbox(String text) throws BrokenFileException {
        return AddressParser.utf8Mailbox(text)
                .orElseThrow(() -> new BrokenFileException("envelope: no mailbox: " + text));
    }

    private static boolean flag(Map<String, Object> keys, String key) {
        return Boolean.TRUE.equals(keys.get(key));
    }

    private static String word(Map<String, Object> keys, String key, String standard) {
        return keys.getOrDefault(key, standard)
                .toString()
                .toUpperCase(Locale.ROOT)
                .replace('-', '_');
    }

    private static String text(Map<String, Object> keys, String key) {
        return keys.getOrDefault(key, "").toString();
    }
}
