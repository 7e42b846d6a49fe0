// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import java.util.List;

/**
 * A reply as {@link RawSmtpClient} read it.
 *
 * @param code the three digits
 * @param lines the text of each line, behind the code and the space or hyphen; a character an octet
 */
public record RawReply(int code, List<String> lines) {
    public RawReply {
        lines = List.copyOf(lines);
    }

    /** The text of the first line. */
    public String text() {
        return lines.getFirst();
    }

    /** Whether a line of an EHLO reply has this keyword. */
    public boolean offers(String keyword) {
        return lines.stream()
                .skip(1)
                .anyMatch(line -> line.equals(keyword) || line.startsWith(keyword + " "));
    }

    @Override
    public String toString() {
        return code + " " + String.join(" / ", lines);
    }
}
