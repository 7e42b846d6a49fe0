// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;

import org.osgi.annotation.versioning.ProviderType;

import java.nio.charset.StandardCharsets;

/**
 * One change that a policy makes of a message before we answer for it. What is changed is what is
 * made durable, in the same record as the message.
 *
 * <p>The changes of a verdict are made in their order, all or none: where one can't be, the client
 * gets a 451 and nothing is taken. The next policy sees the message and the envelope with them. All
 * policies together may add up to 1 MiB of text and 100 recipients to a message.
 */
@ProviderType
public sealed interface MessageEdit
        permits HeaderEdit, MessageEdit.SetSender, MessageEdit.AddRecipient, MessageEdit.Wrap {
    /** The message has another reverse-path: bounces go there, and the next hop is told it. */
    record SetSender(ReversePath reversePath) implements MessageEdit {}

    /**
     * One more gets the message, unless it is among the recipients already. It is routed as they
     * are, and needs no permission to relay: that a policy says so is the permission. No trace
     * field names it.
     *
     * @param recipient with {@code DsnRequest.Notify.NEVER} where the sender, who doesn't know of
     *     it, mustn't be told what comes of it
     */
    record AddRecipient(Recipient recipient) implements MessageEdit {}

    /**
     * Text put directly before and directly behind the body, whose octets stay as they are; of a
     * message that is wrapped twice the later text is the outer one. What stands before follows the
     * empty line behind the header section, which is added where a message has none. That the whole
     * is good MIME, fields of the header section included, is the policy's to see to.
     *
     * @param before empty, or lines of up to 998 octets that each end with CRLF
     * @param after the same; a body, as a rule, ends with CRLF
     */
    record Wrap(String before, String after) implements MessageEdit {
        /** Octets of each text, in UTF-8. */
        public static final int MOST = 64 * 1024;

        /** RFC 5321 section 4.5.3.1.6. */
        private static final int MOST_IN_LINE = 998;

        public Wrap {
            requireLines(before);
            requireLines(after);
        }

        private static void requireLines(String text) {
            if (octets(text) > MOST) {
                throw new IllegalArgumentException("a text of more than " + MOST + " octets");
            }
            if (!text.isEmpty() && !text.endsWith("\r\n")) {
                throw new IllegalArgumentException("a text that doesn't end with CRLF");
            }
            for (String line : text.split("\r\n", -1)) {
                if (line.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
                    throw new IllegalArgumentException("a bare CR or LF, or NUL, in a text");
                }
                if (octets(line) > MOST_IN_LINE) {
                    throw new IllegalArgumentException(
                            "a line of more than " + MOST_IN_LINE + " octets");
                }
            }
        }

        private static int octets(String text) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }
    }
}
