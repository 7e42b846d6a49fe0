// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.Client;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.api.transport.Peer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Events as {@link io.postern.api.event.MailEventListener} gets them. */
public final class TestEvents {
    private static final Instant AT = Instant.parse("2026-11-24T10:00:00Z");
    private static final QueueId ID = new QueueId("q1");

    private TestEvents() {}

    /** At least one of each kind, first the life of a message, then hostile text in each place. */
    public static List<MailEvent> all() {
        List<MailEvent> all = new ArrayList<>();
        add(all, TestClient.from("192.0.2.1").saying("client.test"), "alice@client.test", "plain");
        for (Client client : HostileText.CLIENTS) {
            String text = client.helo().orElse("");
            add(all, client, text + "@elsewhere.test", text.replaceAll("\\p{Cntrl}", "?"));
        }
        return List.copyOf(all);
    }

    private static void add(List<MailEvent> all, Client client, String address, String text) {
        Mailbox mailbox = Addresses.mailbox(address);
        Recipient recipient = Recipient.of(mailbox);
        ReversePath path = new ReversePath.Of(mailbox);
        all.add(new MailEvent.Connected(AT, "s1", client));
        all.add(new MailEvent.LoggedIn(AT, "s1", client, "PLAIN", text, "235 2.7.0 welcome"));
        all.add(new MailEvent.Refused(AT, "s1", client, "RCPT " + text, "550 5.1.1 " + text));
        all.add(
                new MailEvent.Accepted(
                        AT, ID, new Envelope(path, List.of(recipient), MailOptions.NONE), 9, text));
        all.add(new MailEvent.Edited(AT, ID, text, List.of("add X-Name")));
        all.add(new MailEvent.Held(AT, ID, text));
        all.add(new MailEvent.Operated(AT, ID, "release", text, text));
        all.add(new MailEvent.Redirected(AT, ID, recipient, recipient));
        for (DeliveryOutcome outcome : outcomes(text)) {
            all.add(
                    new MailEvent.Attempted(
                            AT, ID, recipient, "smtp", Duration.ofSeconds(1), outcome));
        }
        all.add(new MailEvent.Discarded(AT, ID, recipient, text));
        all.add(new MailEvent.Bounced(AT, ID, new QueueId("q2"), path));
        all.add(new MailEvent.BounceDropped(AT, ID, recipient));
        all.add(new MailEvent.Finished(AT, ID));
        all.add(
                new MailEvent.HookFailed(
                        AT, "weekend", "plugin/1.0.0", new Status.Transient(3, 0, text), text));
        all.add(new MailEvent.PluginChanged(AT, "plugin/1.0.0", "installed", text));
    }

    private static List<DeliveryOutcome> outcomes(String text) {
        Peer peer = new Peer("mx.example.test", "250 2.0.0 " + text);
        return List.of(
                new DeliveryOutcome.Delivered(new Status.Success(0, 0, text), peer, Reach.RELAYED),
                new DeliveryOutcome.Deferred(
                        new Status.Transient(3, 2, text), Blame.DESTINATION, peer),
                new DeliveryOutcome.Failed(new Status.Permanent(1, 1, text), Peer.NONE));
    }
}
