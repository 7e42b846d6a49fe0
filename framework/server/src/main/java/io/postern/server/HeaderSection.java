// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.HeaderField;
import io.postern.api.policy.HeaderEdit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A header section as octets, field by field, so that what isn't edited stays as it was.
 *
 * @param fields each with its CRLF at the end and, where it is folded, inside
 */
record HeaderSection(List<byte[]> fields) {
    /** Where a line is folded if it can be, in octets (RFC 5322 section 2.1.1). */
    private static final int FOLD = 78;

    HeaderSection {
        fields = List.copyOf(fields);
    }

    /** Splits whole lines, each ended by CRLF, into fields. */
    static HeaderSection parse(byte[] octets) {
        List<byte[]> fields = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < octets.length; i++) {
            boolean lineEnds = octets[i] == '\n';
            boolean folded =
                    i + 1 < octets.length && (octets[i + 1] == ' ' || octets[i + 1] == '\t');
            if (lineEnds && !folded) {
                fields.add(Arrays.copyOfRange(octets, start, i + 1));
                start = i + 1;
            }
        }
        return new HeaderSection(fields);
    }

    /** The section after the edits, made in order. */
    HeaderSection edited(List<HeaderEdit> edits) {
        List<byte[]> changed = new ArrayList<>(fields);
        for (HeaderEdit edit : edits) {
            switch (edit) {
                case HeaderEdit.Add(String name, String value) ->
                        changed.addFirst(folded(name + ": " + value));
                case HeaderEdit.Remove(String name) ->
                        changed.removeIf(field -> field(field).is(name));
            }
        }
        return new HeaderSection(changed);
    }

    /** The fields as policies see them. */
    List<HeaderField> unfolded() {
        return fields.stream().map(HeaderSection::field).toList();
    }

    byte[] octets() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        fields.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static HeaderField field(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8).replace("\r\n", "");
        int colon = text.indexOf(':');
        return colon < 0
                ? new HeaderField("", text)
                : new HeaderField(
                        text.substring(0, colon).stripTrailing(),
                        text.substring(colon + 1).stripLeading());
    }

    /** Folds before spaces, which unfolding undoes (RFC 5322 section 2.2.3). */
    private static byte[] folded(String field) {
        byte[] text = field.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream lines = new ByteArrayOutputStream(text.length + 16);
        int start = 0;
        while (text.length - start > FOLD) {
            int space = foldingPoint(text, start);
            if (space < 0) {
                break;
            }
            lines.write(text, start, space - start);
            lines.write('\r');
            lines.write('\n');
            start = space;
        }
        lines.write(text, start, text.length - start);
        lines.write('\r');
        lines.write('\n');
        return lines.toByteArray();
    }

    /**
     * The last space within the line's length, else the first behind it; -1 for none. Text must
     * stand before it and behind it, since a line of spaces alone is none.
     */
    private static int foldingPoint(byte[] text, int start) {
        int best = -1;
        boolean seenText = false;
        for (int i = start; i < text.length - 1; i++) {
            boolean isSpace = text[i] == ' ';
            if (isSpace && seenText && text[i + 1] != ' ') {
                if (i - start > FOLD) {
                    return best < 0 ? i : best;
                }
                best = i;
            }
            // The name and the space behind its colon stay with the first word.
            seenText |= !isSpace && text[i] != ':' && (start > 0 || i > 0) && text[i + 1] != ':';
        }
        return best;
    }
}
