// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Headers;
import io.postern.api.mail.Message;
import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.MessageEdit;
import io.postern.spool.Reception;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A message that isn't answered for: what is written to the spool, and what policies have made of
 * it since. What stands before its body is kept here, what stands behind it is written when it is
 * taken. Used by the session's thread, once the header section is there.
 */
final class MessageDraft {
    /** Octets of text that all policies together may add. */
    static final int MOST_TEXT = 1 << 20;

    /** Recipients that all policies together may add. */
    static final int MOST_RECIPIENTS = 100;

    private static final byte[] NOTHING = new byte[0];

    private final Reception reception;
    private final HeaderScan scan;
    private final SessionTransaction transaction;
    private final List<PolicyEdits> edits = new ArrayList<>();
    private @Nullable MessageFrame frame;

    /**
     * @param scan of what was written
     */
    MessageDraft(Reception reception, HeaderScan scan, SessionTransaction transaction) {
        this.reception = reception;
        this.scan = scan;
        this.transaction = transaction;
    }

    /** Whether it came with a Date field. */
    boolean hasDate() {
        return scan.hasDate();
    }

    /** Whether it came with a Message-ID field. */
    boolean hasMessageId() {
        return scan.hasMessageId();
    }

    /** The header section as it is now; later edits don't change it. */
    Headers headers() {
        return new Fields(message().headers());
    }

    /** The message as it is now, as far as it has come; later edits don't change it. */
    Message message() {
        Message original = reception.message();
        return frame == null ? original : EditedMessage.of(original, frame, skip());
    }

    /** Puts fields on top that it lacks. */
    void complete(List<HeaderEdit> additions) throws IOException {
        frame = frame().edited(additions);
    }

    /** Makes a policy's edits, all of them; false, and none, where they are too much. */
    boolean edit(PolicyEdits more) throws IOException {
        long text = more.octets() + edits.stream().mapToLong(PolicyEdits::octets).sum();
        long recipients =
                more.recipients() + edits.stream().mapToLong(PolicyEdits::recipients).sum();
        if (text > MOST_TEXT || recipients > MOST_RECIPIENTS) {
            return false;
        }
        List<HeaderEdit> ofHeaders = more.ofHeaders();
        List<MessageEdit.Wrap> wraps = more.wraps();
        if (!ofHeaders.isEmpty() || !wraps.isEmpty()) {
            MessageFrame next = frame().edited(ofHeaders);
            for (MessageEdit.Wrap wrap : wraps) {
                next = next.wrapped(wrap);
            }
            frame = next;
        }
        transaction.edit(more.edits());
        edits.add(more);
        return true;
    }

    /** What policies changed, in their order. */
    List<PolicyEdits> edits() {
        return List.copyOf(edits);
    }

    /** What stands in the place of the first {@link #skip()} octets. */
    byte[] head() {
        return frame == null ? NOTHING : frame.head();
    }

    long skip() {
        if (frame == null) {
            return 0;
        }
        return frame.isWrapped() ? scan.bodyStart() : scan.length();
    }

    /** What stands behind the last octet that came. */
    byte[] tail() {
        return frame == null ? NOTHING : frame.after();
    }

    private MessageFrame frame() throws IOException {
        if (frame == null) {
            try (InputStream content = reception.message().content()) {
                byte[] octets = content.readNBytes((int) scan.length());
                return MessageFrame.of(HeaderSection.parse(octets));
            }
        }
        return frame;
    }

    private record Fields(List<HeaderField> headers) implements Headers {}
}
