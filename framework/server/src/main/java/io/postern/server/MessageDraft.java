// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Message;
import io.postern.api.policy.HeaderEdit;
import io.postern.spool.Reception;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;

/**
 * A message that has come and isn't answered for: what was written to the spool, and a header
 * section in place of the one in it once a policy has edited that. Used by the session's thread.
 */
final class MessageDraft {
    private final Reception reception;
    private final HeaderScan scan;
    private final long headerLength;
    private @Nullable HeaderSection edited;

    /**
     * @param scan of what was written
     */
    MessageDraft(Reception reception, HeaderScan scan) {
        this.reception = reception;
        this.scan = scan;
        this.headerLength = scan.length();
    }

    /** Whether it came with a Date field. */
    boolean hasDate() {
        return scan.hasDate();
    }

    /** Whether it came with a Message-ID field. */
    boolean hasMessageId() {
        return scan.hasMessageId();
    }

    /** The message as it is now; later edits don't change it. */
    Message message() {
        Message original = reception.message();
        return edited == null ? original : new EditedMessage(original, headerLength, edited);
    }

    /** Makes the edits, all or none. */
    void edit(List<HeaderEdit> edits) throws IOException {
        HeaderSection before = edited == null ? original() : edited;
        edited = before.edited(edits);
    }

    /** What stands in the place of the first {@link #skip()} octets. */
    byte[] head() {
        return edited == null ? new byte[0] : edited.octets();
    }

    long skip() {
        return edited == null ? 0 : headerLength;
    }

    private HeaderSection original() throws IOException {
        try (InputStream content = reception.message().content()) {
            return HeaderSection.parse(content.readNBytes((int) headerLength));
        }
    }

    private record EditedMessage(Message original, long skip, HeaderSection section)
            implements Message {
        @Override
        public long size() {
            return original.size() - skip + section.octets().length;
        }

        @Override
        public List<HeaderField> headers() {
            return section.unfolded();
        }

        @Override
        public boolean isEightBit() {
            if (original.isEightBit()) {
                return true;
            }
            for (byte octet : section.octets()) {
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
            return new SequenceInputStream(new ByteArrayInputStream(section.octets()), rest);
        }
    }
}
