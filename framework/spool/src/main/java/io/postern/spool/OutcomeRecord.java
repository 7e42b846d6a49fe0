// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Status;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The payload of an OUTCOME.
 *
 * @param bounces messages that must be there for it to count
 * @param recipients how many the message had by then: with fewer, a redirect before it is lost, and
 *     a place is another's
 */
record OutcomeRecord(List<MessageId> bounces, int recipients, List<RecipientChange> changes) {
    PayloadWriter write() {
        PayloadWriter out = new PayloadWriter(16 + 64 * changes.size());
        out.putInt(bounces.size());
        bounces.forEach(out::putId);
        out.putInt(recipients);
        out.putInt(changes.size());
        for (RecipientChange change : changes) {
            out.putInt(change.index());
            write(out, change.state());
        }
        return out;
    }

    static OutcomeRecord read(ByteBuffer payload) {
        PayloadReader in = new PayloadReader(payload);
        int bounceCount = in.count(16);
        List<MessageId> bounces = new ArrayList<>(bounceCount);
        for (int i = 0; i < bounceCount; i++) {
            bounces.add(in.readId());
        }
        int recipients = in.readInt();
        int count = in.count(5);
        List<RecipientChange> changes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int index = in.readInt();
            changes.add(new RecipientChange(index, readState(in)));
        }
        return new OutcomeRecord(bounces, recipients, changes);
    }

    static void write(PayloadWriter out, RecipientState state) {
        switch (state) {
            case RecipientState.Waiting(var attempts, var due, var last, var doubtful) ->
                    out.putByte(doubtful ? 5 : 0).putInt(attempts).putInstant(due).putText(last);
            case RecipientState.Delivered(var by) -> out.putByte(1).putText(by);
            case RecipientState.Failed(var status) ->
                    out.putByte(2)
                            .putInt(status.subject())
                            .putInt(status.detail())
                            .putText(status.text());
            case RecipientState.Redirected(var recipients) -> {
                out.putByte(3);
                EnvelopeCodec.writeRecipients(out, recipients);
            }
            case RecipientState.Discarded(var reason) -> out.putByte(4).putText(reason);
        }
    }

    static RecipientState readState(PayloadReader in) {
        int kind = in.readByte();
        return switch (kind) {
            case 0 -> new RecipientState.Waiting(in.readInt(), in.readInstant(), in.readText());
            case 1 -> new RecipientState.Delivered(in.readText());
            case 2 ->
                    new RecipientState.Failed(
                            new Status.Permanent(in.readInt(), in.readInt(), in.readText()));
            case 3 -> new RecipientState.Redirected(EnvelopeCodec.readRecipients(in));
            case 4 -> new RecipientState.Discarded(in.readText());
            case 5 ->
                    new RecipientState.Waiting(in.readInt(), in.readInstant(), in.readText(), true);
            default -> throw new IllegalStateException("no recipient state " + kind);
        };
    }
}
