// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.DsnRequest.Notify;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.ReversePath;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * An envelope as octets: so it stands in the journal, and in the index. First a byte of flags, with
 * BODY in two bits and RET in two, then what the flags announce, then the recipients, each with
 * flags of its own, NOTIFY in four bits, and what those announce.
 */
final class EnvelopeCodec {
    private static final int SENDER = 1;
    private static final int BODY_SHIFT = 1;
    private static final int SMTPUTF8 = 1 << 3;
    private static final int REQUIRE_TLS = 1 << 4;
    private static final int RETURNED_SHIFT = 5;
    private static final int ENVELOPE_ID = 1 << 7;

    private static final int ORIGINAL = 1;
    private static final int NOTIFY_SHIFT = 1;
    private static final int ORIGINAL_RECIPIENT = 1 << 5;
    private static final int OWN_SENDER = 1 << 6;
    private static final int NO_SENDER = 1 << 7;

    // A place in these lists is a number on disk: new ones go to the end.
    private static final List<BodyType> BODIES =
            List.of(BodyType.SEVEN_BIT, BodyType.EIGHT_BIT_MIME, BodyType.BINARY_MIME);
    private static final List<Returned> RETURNED =
            List.of(Returned.UNSAID, Returned.FULL, Returned.HEADERS);
    private static final List<Notify> NOTIFY =
            List.of(Notify.NEVER, Notify.SUCCESS, Notify.FAILURE, Notify.DELAY);

    private EnvelopeCodec() {}

    static byte[] encode(Envelope envelope) {
        List<Recipient> recipients = envelope.recipients();
        PayloadWriter out = new PayloadWriter(64 + 48 * recipients.size());
        MailOptions options = envelope.options();
        int flags =
                (BODIES.indexOf(options.body()) << BODY_SHIFT)
                        | (options.smtputf8() ? SMTPUTF8 : 0)
                        | (options.requireTls() ? REQUIRE_TLS : 0)
                        | (RETURNED.indexOf(options.returned()) << RETURNED_SHIFT)
                        | (options.envelopeId().isEmpty() ? 0 : ENVELOPE_ID);
        switch (envelope.reversePath()) {
            case ReversePath.Null _ -> out.putByte(flags);
            case ReversePath.Of(Mailbox mailbox) -> out.putByte(flags | SENDER).putMailbox(mailbox);
        }
        if ((flags & ENVELOPE_ID) != 0) {
            out.putText(options.envelopeId());
        }
        writeRecipients(out, recipients);
        return out.copy();
    }

    static ReversePath reversePath(byte[] envelope) {
        return Head.read(reader(envelope)).reversePath();
    }

    static MailOptions options(byte[] envelope) {
        return Head.read(reader(envelope)).options();
    }

    static List<Recipient> recipients(byte[] envelope) {
        PayloadReader in = reader(envelope);
        Head.read(in);
        return readRecipients(in);
    }

    static int recipientCount(byte[] envelope) {
        PayloadReader in = reader(envelope);
        Head.read(in);
        return in.count(1);
    }

    static void writeRecipients(PayloadWriter out, List<Recipient> recipients) {
        out.putInt(recipients.size());
        for (Recipient recipient : recipients) {
            int notify = 0;
            for (Notify event : recipient.dsn().events()) {
                notify |= 1 << NOTIFY.indexOf(event);
            }
            boolean same = recipient.mailbox().equals(recipient.original());
            String orcpt = recipient.dsn().originalRecipient();
            out.putByte(
                    (same ? 0 : ORIGINAL)
                            | (notify << NOTIFY_SHIFT)
                            | (orcpt.isEmpty() ? 0 : ORIGINAL_RECIPIENT)
                            | sender(recipient.returnPath()));
            out.putMailbox(recipient.mailbox());
            if (!same) {
                out.putMailbox(recipient.original());
            }
            if (!orcpt.isEmpty()) {
                out.putText(orcpt);
            }
            if (recipient.returnPath() instanceof ReturnPath.Own(ReversePath.Of(Mailbox sender))) {
                out.putMailbox(sender);
            }
        }
    }

    private static int sender(ReturnPath path) {
        return switch (path) {
            case ReturnPath.OfMessage _ -> 0;
            case ReturnPath.Own(ReversePath.Null _) -> NO_SENDER;
            case ReturnPath.Own(ReversePath.Of _) -> OWN_SENDER;
        };
    }

    private static ReturnPath returnPath(int flags, PayloadReader in) {
        if ((flags & OWN_SENDER) != 0) {
            return new ReturnPath.Own(new ReversePath.Of(in.readMailbox()));
        }
        return (flags & NO_SENDER) != 0
                ? new ReturnPath.Own(new ReversePath.Null())
                : ReturnPath.OF_MESSAGE;
    }

    static List<Recipient> readRecipients(PayloadReader in) {
        int count = in.count(1);
        List<Recipient> recipients = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int flags = in.readByte();
            Mailbox mailbox = in.readMailbox();
            Mailbox original = (flags & ORIGINAL) == 0 ? mailbox : in.readMailbox();
            DsnRequest dsn = request(flags, in);
            recipients.add(new Recipient(mailbox, original, dsn, returnPath(flags, in)));
        }
        return recipients;
    }

    private static DsnRequest request(int flags, PayloadReader in) {
        String orcpt = (flags & ORIGINAL_RECIPIENT) == 0 ? "" : in.readText();
        Set<Notify> notify = EnumSet.noneOf(Notify.class);
        for (Notify event : NOTIFY) {
            if ((flags & (1 << (NOTIFY_SHIFT + NOTIFY.indexOf(event)))) != 0) {
                notify.add(event);
            }
        }
        return notify.isEmpty() && orcpt.isEmpty()
                ? DsnRequest.NONE
                : new DsnRequest(notify, orcpt);
    }

    private static PayloadReader reader(byte[] envelope) {
        return new PayloadReader(ByteBuffer.wrap(envelope));
    }

    /** All before the recipients. */
    private record Head(ReversePath reversePath, MailOptions options) {
        static Head read(PayloadReader in) {
            int flags = in.readByte();
            ReversePath path =
                    (flags & SENDER) == 0
                            ? new ReversePath.Null()
                            : new ReversePath.Of(in.readMailbox());
            MailOptions options =
                    new MailOptions(
                            BODIES.get(Math.min((flags >> BODY_SHIFT) & 3, BODIES.size() - 1)),
                            (flags & SMTPUTF8) != 0,
                            (flags & REQUIRE_TLS) != 0,
                            RETURNED.get(
                                    Math.min((flags >> RETURNED_SHIFT) & 3, RETURNED.size() - 1)),
                            (flags & ENVELOPE_ID) == 0 ? "" : in.readText());
            return new Head(path, options);
        }
    }
}
