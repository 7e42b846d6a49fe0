// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.MessageEdit.Wrap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What stands around the body of a message that was edited: the header section and, where text was
 * put around the body, an empty line of ours and that text.
 *
 * @param isWrapped whether there is text around the body
 * @param before with no line of the header section in it
 */
record MessageFrame(HeaderSection section, boolean isWrapped, byte[] before, byte[] after) {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] EMPTY_LINE = {'\r', '\n'};

    /** Of a message as it came. */
    static MessageFrame of(HeaderSection section) {
        return new MessageFrame(section, false, NOTHING, NOTHING);
    }

    /** With another header section. */
    MessageFrame edited(List<HeaderEdit> edits) {
        return new MessageFrame(section.edited(edits), isWrapped, before, after);
    }

    /** With a text around all that is behind the header section. */
    MessageFrame wrapped(Wrap wrap) {
        return new MessageFrame(
                section,
                true,
                joined(wrap.before().getBytes(StandardCharsets.UTF_8), before),
                joined(after, wrap.after().getBytes(StandardCharsets.UTF_8)));
    }

    /** All that stands before the body or, where nothing is around that, before its empty line. */
    byte[] head() {
        byte[] fields = section.octets();
        return isWrapped ? joined(joined(fields, EMPTY_LINE), before) : fields;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        ByteArrayOutputStream both = new ByteArrayOutputStream(one.length + other.length);
        both.writeBytes(one);
        both.writeBytes(other);
        return both.toByteArray();
    }
}
