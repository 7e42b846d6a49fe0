// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;

/**
 * A message as policies have edited it.
 *
 * @param original as it came
 * @param fields of its header section
 * @param head what stands in the place of its first octets
 * @param skip how many those are
 * @param tail what stands behind the last
 */
record EditedMessage(
        Message original, List<HeaderField> fields, byte[] head, long skip, byte[] tail)
        implements Message {
    static EditedMessage of(Message original, MessageFrame frame, long skip) {
        return new EditedMessage(
                original, frame.section().unfolded(), frame.head(), skip, frame.after());
    }

    @Override
    public long size() {
        return head.length + original.size() - skip + tail.length;
    }

    @Override
    public List<HeaderField> headers() {
        return fields;
    }

    @Override
    public boolean isEightBit() {
        return original.isEightBit() || hasEightBit(head) || hasEightBit(tail);
    }

    private static boolean hasEightBit(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public InputStream content() throws IOException {
        InputStream rest = original.content();
        rest.skipNBytes(skip);
        return new SequenceInputStream(
                new ByteArrayInputStream(head),
                new SequenceInputStream(rest, new ByteArrayInputStream(tail)));
    }
}
