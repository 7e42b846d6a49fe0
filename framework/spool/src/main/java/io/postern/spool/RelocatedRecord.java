// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Recipient;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The payload of a RELOCATED: a message as it is now, at a new place. It starts as an ACCEPT does,
 * so a message is read the same way from either; behind that stand those who came by redirects, and
 * where each recipient stands.
 *
 * @param message with the places of its copied chunks; no bounce any more, since it counts by
 *     itself
 * @param redirected recipients beyond the envelope's, in their order
 * @param states of all recipients, the envelope's first
 */
record RelocatedRecord(
        AcceptRecord message, List<Recipient> redirected, List<RecipientState> states) {
    /** A message at the moment; the caller holds its lock, so that no outcome comes between. */
    static RelocatedRecord of(IndexEntry entry, AcceptRecord message, List<Chunk> chunks) {
        List<SpooledMessage.Entry> recipients = entry.recipients();
        int own = EnvelopeCodec.recipientCount(message.envelope());
        return new RelocatedRecord(
                message.moved(entry.hold(), chunks),
                recipients.stream().skip(own).map(SpooledMessage.Entry::recipient).toList(),
                recipients.stream().map(SpooledMessage.Entry::state).toList());
    }

    PayloadWriter write() {
        PayloadWriter out = AcceptRecord.begin(message.last().remaining() + 512);
        out.putRaw(message.last().duplicate());
        AcceptRecord.endOctets(out);
        message.writeDecided(out);
        AcceptRecord.write(out, message.chunks());
        EnvelopeCodec.writeRecipients(out, redirected);
        out.putInt(states.size());
        states.forEach(state -> OutcomeRecord.write(out, state));
        return out;
    }

    static RelocatedRecord read(ByteBuffer payload) {
        PayloadReader in = new PayloadReader(payload);
        AcceptRecord message = AcceptRecord.read(in);
        List<Recipient> redirected = EnvelopeCodec.readRecipients(in);
        int count = in.count(5);
        List<RecipientState> states = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            states.add(OutcomeRecord.readState(in));
        }
        return new RelocatedRecord(message, redirected, states);
    }
}
