// SPDX-License-Identifier: Apache-2.0
package io.postern.pickup;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A message whose header section says who gets it, as {@code sendmail -t} reads it: X-Envelope-To,
 * or else To, Cc and Bcc; the sender is X-Envelope-From, or else Sender or From. Bcc and the
 * X-Envelope fields are taken out. Immutable.
 *
 * @param home where addresses without a domain are
 */
record PlainFormat(Domain home) implements Intake.Format {
    private static final int HEADER_LIMIT = 1024 * 1024;

    @Override
    public Intake.Result read(InputStream file, Intake intake)
            throws IOException, InterruptedException {
        intake.writeAll(file, false);
        List<String> fields = fields(intake);
        List<Mailbox> to = addresses(fields, "x-envelope-to");
        if (to.isEmpty()) {
            to = addresses(fields, "to", "cc", "bcc");
        }
        if (to.isEmpty()) {
            throw new BrokenFileException("no field names a recipient");
        }
        String kept =
                String.join("", fields.stream().filter(field -> !isPrivate(name(field))).toList());
        long skip = fields.stream().mapToLong(String::length).sum();
        Envelope envelope =
                new Envelope(
                        sender(fields),
                        to.stream().distinct().map(Recipient::of).toList(),
                        intake.options(MailOptions.NONE));
        return new Intake.Result(envelope, kept.getBytes(StandardCharsets.ISO_8859_1), skip);
    }

    private static boolean isPrivate(String name) {
        return name.equals("bcc") || name.startsWith("x-envelope-");
    }

    private ReversePath sender(List<String> fields) throws BrokenFileException {
        for (String name : List.of("x-envelope-from", "sender", "from")) {
            for (String field : fields) {
                if (name(field).equals(name)) {
                    List<Mailbox> found = AddressList.parse(value(field), home);
                    if (found.isEmpty() && name.startsWith("x-")) {
                        return new ReversePath.Null();
                    }
                    if (!found.isEmpty()) {
                        return new ReversePath.Of(found.getFirst());
                    }
                }
            }
        }
        throw new BrokenFileException("no field names a sender");
    }

    private List<Mailbox> addresses(List<String> fields, String... names)
            throws BrokenFileException {
        List<Mailbox> found = new ArrayList<>();
        for (String field : fields) {
            if (List.of(names).contains(name(field))) {
                found.addAll(AddressList.parse(value(field), home));
            }
        }
        return found;
    }

    /** The fields with their folds and CRLF, a character an octet. */
    private static List<String> fields(Intake intake) throws IOException {
        List<String> fields = new ArrayList<>();
        try (InputStream in = intake.message().content()) {
            byte[] start = in.readNBytes(HEADER_LIMIT);
            int at = 0;
            while (at < start.length && start[at] != '\r') {
                int end = at;
                do {
                    end = lineEnd(start, end);
                } while (end < start.length && (start[end] == ' ' || start[end] == '\t'));
                String field = new String(start, at, end - at, StandardCharsets.ISO_8859_1);
                if (field.indexOf(':') < 1) {
                    throw new BrokenFileException("it doesn't begin with a header section");
                }
                fields.add(field);
                at = end;
            }
        }
        return fields;
    }

    private static int lineEnd(byte[] octets, int from) {
        int at = from;
        while (at < octets.length && octets[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, octets.length);
    }

    private static String name(String field) {
        return field.substring(0, field.indexOf(':')).strip().toLowerCase(Locale.ROOT);
    }

    private static String value(String field) {
        byte[] octets =
                field.substring(field.indexOf(':') + 1).getBytes(StandardCharsets.ISO_8859_1);
        return new String(octets, StandardCharsets.UTF_8).replaceAll("[\r\n\t]", " ");
    }
}
