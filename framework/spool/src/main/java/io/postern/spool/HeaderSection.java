// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.HeaderField;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the fields at the start of a message (RFC 5322 section 2.2), at most 1 MiB of them. Ends at
 * the empty line, and at the first that is no field.
 */
final class HeaderSection {
    private static final int MOST = 1 << 20;

    private final List<HeaderField> fields = new ArrayList<>();
    private final ByteArrayOutputStream field = new ByteArrayOutputStream(256);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(128);

    private HeaderSection() {}

    static List<HeaderField> read(InputStream content) throws IOException {
        HeaderSection section = new HeaderSection();
        byte[] octets = new byte[4096];
        int left = MOST;
        int count = content.read(octets, 0, octets.length);
        while (count > 0) {
            for (int i = 0; i < Math.min(count, left); i++) {
                if (!section.take(octets[i])) {
                    return section.end();
                }
            }
            left -= count;
            count = left > 0 ? content.read(octets, 0, octets.length) : -1;
        }
        return section.end();
    }

    /** Takes an octet; false where the section has ended. */
    private boolean take(byte octet) {
        if (octet != '\n') {
            line.write(octet);
            return true;
        }
        byte[] whole = line.toByteArray();
        line.reset();
        int length = whole.length;
        if (length > 0 && whole[length - 1] == '\r') {
            length--;
        }
        if (length == 0) {
            return false;
        }
        boolean folded = whole[0] == ' ' || whole[0] == '\t';
        if (!folded) {
            endField();
        }
        if (folded ? field.size() == 0 : colon(whole, length) <= 0) {
            return false;
        }
        field.write(whole, 0, length);
        return true;
    }

    private List<HeaderField> end() {
        endField();
        return List.copyOf(fields);
    }

    private void endField() {
        if (field.size() > 0) {
            byte[] octets = field.toByteArray();
            int colon = colon(octets, octets.length);
            String name = new String(octets, 0, colon, StandardCharsets.UTF_8).stripTrailing();
            int start = colon + 1;
            if (start < octets.length && octets[start] == ' ') {
                start++;
            }
            String value = new String(octets, start, octets.length - start, StandardCharsets.UTF_8);
            fields.add(new HeaderField(name, value));
            field.reset();
        }
    }

    private static int colon(byte[] octets, int length) {
        for (int i = 0; i < length; i++) {
            if (octets[i] == ':') {
                return i;
            }
        }
        return -1;
    }
}
