// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reverse-path and recipients as octets: so they stand in the journal, and in the index. */
final class EnvelopeCodec {
    private EnvelopeCodec() {}

    static byte[] encode(ReversePath reversePath, List<Recipient> recipients) {
        PayloadWriter out = new PayloadWriter(64 + 48 * recipients.size());
        switch (reversePath) {
            case ReversePath.Null _ -> out.putByte(0);
            case ReversePath.Of(var mailbox) -> out.putByte(1).putMailbox(mailbox);
        }
        writeRecipients(out, recipients);
        return out.copy();
    }

    static ReversePath reversePath(byte[] envelope) {
        return reversePath(new PayloadReader(ByteBuffer.wrap(envelope)));
    }

    static List<Recipient> recipients(byte[] envelope) {
        PayloadReader in = new PayloadReader(ByteBuffer.wrap(envelope));
        reversePath(in);
        return readRecipients(in);
    }

    static int recipientCount(byte[] envelope) {
        PayloadReader in = new PayloadReader(ByteBuffer.wrap(envelope));
        reversePath(in);
        return in.count(1);
    }

    static void writeRecipients(PayloadWriter out, List<Recipient> recipients) {
        out.putInt(recipients.size());
        for (Recipient recipient : recipients) {
            boolean same = recipient.mailbox().equals(recipient.original());
            out.putByte(same ? 0 : 1).putMailbox(recipient.mailbox());
            if (!same) {
                out.putMailbox(recipient.original());
            }
        }
    }

    static List<Recipient> readRecipients(PayloadReader in) {
        int count = in.count(1);
        List<Recipient> recipients = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean same = in.readByte() == 0;
            var mailbox = in.readMailbox();
            recipients.add(new Recipient(mailbox, same ? mailbox : in.readMailbox()));
        }
        return recipients;
    }

    private static ReversePath reversePath(PayloadReader in) {
        return in.readByte() == 0 ? new ReversePath.Null() : new ReversePath.Of(in.readMailbox());
    }
}
