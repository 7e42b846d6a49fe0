// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Envelope;
import io.postern.spool.Bounce;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A report taken apart as a mail reader would (RFC 2046), a character for each octet. */
record ReadReport(Envelope envelope, String head, List<Part> parts) {
    static ReadReport of(Bounce bounce) {
        String text = new String(bounce.message(), StandardCharsets.ISO_8859_1);
        String head = text.substring(0, text.indexOf("\r\n\r\n") + 2);
        String boundary = head.replaceFirst("(?s).*boundary=\"([^\"]+)\".*", "$1");
        assertThat(text).endsWith("\r\n--" + boundary + "--\r\n");
        List<Part> parts = new ArrayList<>();
        String[] pieces = text.split("\r\n--" + boundary + "(?:--)?\r\n", -1);
        for (int i = 1; i < pieces.length - 1; i++) {
            int end = pieces[i].indexOf("\r\n\r\n");
            String fields = pieces[i].substring(0, end + 2);
            parts.add(
                    new Part(
                            field(fields, "Content-Type"),
                            field(fields, "Content-Language"),
                            field(fields, "Content-Transfer-Encoding"),
                            pieces[i].substring(end + 4)));
        }
        return new ReadReport(bounce.envelope(), head, parts);
    }

    String header(String name) {
        return field(head, name);
    }

    private static String field(String fields, String name) {
        return fields.replace("\r\n ", " ")
                .lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .reduce((_, _) -> "two of them")
                .orElse("none");
    }

    /** One part. */
    record Part(String type, String language, String encoding, String text) {}
}
