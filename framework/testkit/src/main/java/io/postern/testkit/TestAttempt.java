// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.DeliveryAttempt;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A delivery attempt for tests. Starts as a small message from {@code sender@client.test} to {@code
 * alice@example.test}, sent by {@code mx.postern.test}, without hops and with a minute's time; each
 * method gives the same with one thing changed.
 */
public record TestAttempt(
        QueueId queueId,
        ReversePath reversePath,
        List<Recipient> recipients,
        Message message,
        MailOptions options,
        List<NextHop> hops,
        HostIdentity host,
        Instant deadline)
        implements DeliveryAttempt {

    public TestAttempt {
        recipients = List.copyOf(recipients);
        hops = List.copyOf(hops);
    }

    /** An attempt to deliver this message. */
    public static TestAttempt of(Message message) {
        return new TestAttempt(
                new QueueId("q1"),
                Addresses.reversePath("sender@client.test"),
                Addresses.recipients("alice@example.test"),
                message,
                MailOptions.of(message.isEightBit() ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT),
                List.of(),
                TestHost.named("mx.postern.test"),
                Instant.now().plus(Duration.ofMinutes(1)));
    }

    /** From this address; the empty text is the null reverse-path. */
    public TestAttempt from(String address) {
        return new TestAttempt(
                queueId,
                Addresses.reversePath(address),
                recipients,
                message,
                options,
                hops,
                host,
                deadline);
    }

    /** To these addresses. */
    public TestAttempt to(String... addresses) {
        return to(Addresses.recipients(addresses));
    }

    /** To these recipients. */
    public TestAttempt to(List<Recipient> others) {
        return new TestAttempt(
                queueId, reversePath, others, message, options, hops, host, deadline);
    }

    /** With another message. */
    public TestAttempt message(Message other) {
        return new TestAttempt(
                queueId, reversePath, recipients, other, options, hops, host, deadline);
    }

    /** What MAIL's parameters asked. */
    public TestAttempt options(MailOptions other) {
        return new TestAttempt(
                queueId, reversePath, recipients, message, other, hops, host, deadline);
    }

    /** By way of these hops. */
    public TestAttempt via(NextHop... others) {
        return new TestAttempt(
                queueId,
                reversePath,
                recipients,
                message,
                options,
                List.of(others),
                host,
                deadline);
    }

    /** By way of one host. */
    public TestAttempt via(String hopHost, int port) {
        return via(new NextHop(hopHost, port, 0));
    }

    /** Sent by this host. */
    public TestAttempt by(HostIdentity other) {
        return new TestAttempt(
                queueId, reversePath, recipients, message, options, hops, other, deadline);
    }

    /** With so much time from now. */
    public TestAttempt within(Duration time) {
        return new TestAttempt(
                queueId,
                reversePath,
                recipients,
                message,
                options,
                hops,
                host,
                Instant.now().plus(time));
    }
}
