// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;

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

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

class EnvelopeCodecTest {
    private static final Mailbox A = Mailbox.of("a", "b.c");

    /** All of NOTIFY that may be: nothing said, NEVER, and each choice of the other three. */
    static List<Set<Notify>> requests() {
        List<Set<Notify>> requests = new ArrayList<>(List.of(Set.of(), Set.of(Notify.NEVER)));
        for (int bits = 1; bits < 8; bits++) {
            Set<Notify> events = EnumSet.noneOf(Notify.class);
            for (Notify event : EnumSet.range(Notify.SUCCESS, Notify.DELAY)) {
                if ((bits >> (event.ordinal() - 1) & 1) != 0) {
                    events.add(event);
                }
            }
            requests.add(events);
        }
        return requests;
    }

    /** Recipients with each request, as they were named and redirected, with and without ORCPT. */
    static List<Recipient> recipients() {
        List<Recipient> recipients = new ArrayList<>();
        for (Set<Notify> events : requests()) {
            for (String orcpt : List.of("", "rfc822;Bob+Smith@example.com", "utf-8;ü@example")) {
                Mailbox named = Mailbox.of("r" + recipients.size(), "example.org");
                Recipient recipient = new Recipient(named, named, new DsnRequest(events, orcpt));
                recipients.add(recipient);
                recipients.add(recipient.redirectedTo(Mailbox.of("grüße", "example.net")));
            }
        }
        return recipients;
    }

    @Test
    void everyOptionComesBack() {
        int seen = 0;
        for (BodyType body : BodyType.values()) {
            for (Returned returned : Returned.values()) {
                for (int bits = 0; bits < 16; bits++) {
                    String id = (bits & 4) == 0 ? "" : "an id = + ~";
                    MailOptions options =
                            new MailOptions(body, (bits & 1) != 0, (bits & 2) != 0, returned, id);
                    ReversePath path =
                            (bits & 8) == 0
                                    ? new ReversePath.Null()
                                    : new ReversePath.Of(Mailbox.of("jürgen", "example.com"));
                    byte[] octets =
                            EnvelopeCodec.encode(
                                    new Envelope(path, List.of(Recipient.of(A)), options));

                    assertThat(EnvelopeCodec.options(octets)).isEqualTo(options);
                    assertThat(EnvelopeCodec.reversePath(octets)).isEqualTo(path);
                    assertThat(EnvelopeCodec.recipients(octets)).containsExactly(Recipient.of(A));
                    seen++;
                }
            }
        }
        assertThat(seen).isEqualTo(144);
    }

    @Test
    void everyRequestComesBack() {
        List<Recipient> recipients = recipients();
        byte[] octets =
                EnvelopeCodec.encode(
                        new Envelope(new ReversePath.Null(), recipients, MailOptions.NONE));

        assertThat(EnvelopeCodec.recipients(octets)).isEqualTo(recipients).hasSize(54);
        assertThat(EnvelopeCodec.recipientCount(octets)).isEqualTo(54);
    }

    @Test
    void everySenderOfACopyComesBack() {
        List<Recipient> recipients = new ArrayList<>();
        for (Recipient recipient : recipients()) {
            for (ReversePath sender :
                    List.of(
                            new ReversePath.Null(),
                            new ReversePath.Of(Mailbox.of("liste+ü", "example.org")))) {
                recipients.add(recipient);
                recipients.add(recipient.from(new ReturnPath.Own(sender)));
            }
        }
        byte[] octets =
                EnvelopeCodec.encode(
                        new Envelope(new ReversePath.Of(A), recipients, MailOptions.NONE));

        assertThat(EnvelopeCodec.recipients(octets)).isEqualTo(recipients).hasSize(216);
    }

    /** What is in journals already must be read as it was meant. */
    @Test
    void octetsOnDiskStayWhatTheyAre() {
        MailOptions options =
                new MailOptions(BodyType.BINARY_MIME, true, true, Returned.HEADERS, "id");
        DsnRequest dsn = new DsnRequest(Set.of(Notify.SUCCESS, Notify.DELAY), "t;o");
        Envelope envelope =
                new Envelope(
                        new ReversePath.Of(A),
                        List.of(
                                Recipient.of(A),
                                new Recipient(A, Mailbox.of("x", "y"), dsn),
                                new Recipient(A, A, new DsnRequest(Set.of(Notify.NEVER), "")),
                                Recipient.of(A).from(new ReturnPath.Own(new ReversePath.Of(A))),
                                Recipient.of(A).from(new ReturnPath.Own(new ReversePath.Null()))),
                        options);
        String mailbox = "00000001 61 00000003 622e63";

        assertThat(HexFormat.of().formatHex(EnvelopeCodec.encode(envelope)))
                .isEqualTo(
                        ("dd" + mailbox + "00000002 6964" + "00000005")
                                .concat("00" + mailbox)
                                .concat("35" + mailbox + "00000001 78 00000001 79")
                                .concat("00000003 743b6f")
                                .concat("02" + mailbox)
                                .concat("40" + mailbox + mailbox)
                                .concat("80" + mailbox)
                                .replace(" ", ""));
    }
}
