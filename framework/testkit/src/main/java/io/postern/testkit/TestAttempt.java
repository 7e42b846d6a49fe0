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
import io.postern.api.transport.ConnectionLeave;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.Egress;
import io.postern.api.transport.TlsLevel;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
        Shape shape,
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
                Shape.NONE,
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
                shape,
                deadline);
    }

    /** To these addresses. */
    public TestAttempt to(String... addresses) {
        return to(Addresses.recipients(addresses));
    }

    /** To these recipients. */
    public TestAttempt to(List<Recipient> others) {
        return new TestAttempt(
                queueId, reversePath, others, message, options, hops, host, shape, deadline);
    }

    /** With another message. */
    public TestAttempt message(Message other) {
        return new TestAttempt(
                queueId, reversePath, recipients, other, options, hops, host, shape, deadline);
    }

    /** What MAIL's parameters asked. */
    public TestAttempt options(MailOptions other) {
        return new TestAttempt(
                queueId, reversePath, recipients, message, other, hops, host, shape, deadline);
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
                shape,
                deadline);
    }

    /** By way of one host. */
    public TestAttempt via(String hopHost, int port) {
        return via(new NextHop(hopHost, port, 0));
    }

    /** Sent by this host. */
    public TestAttempt by(HostIdentity other) {
        return new TestAttempt(
                queueId, reversePath, recipients, message, options, hops, other, shape, deadline);
    }

    /** From this source. */
    public TestAttempt from(Egress egress) {
        return shaped(
                new Shape(
                        Optional.of(egress),
                        shape.messages,
                        shape.followed,
                        shape.tls,
                        shape.leaves));
    }

    /** With so many messages a connection at most. */
    public TestAttempt messagesPerConnection(int most) {
        return shaped(new Shape(shape.egress, most, shape.followed, shape.tls, shape.leaves));
    }

    /** With this much TLS at least. */
    public TestAttempt tls(TlsLevel level) {
        return shaped(
                new Shape(
                        shape.egress,
                        shape.messages,
                        shape.followed,
                        Optional.of(level),
                        shape.leaves));
    }

    /** With this answer to each wish for a connection. */
    public TestAttempt connecting(Supplier<ConnectionLeave> leaves) {
        return shaped(new Shape(shape.egress, shape.messages, shape.followed, shape.tls, leaves));
    }

    /** Without another that goes the same way. */
    public TestAttempt alone() {
        return shaped(new Shape(shape.egress, shape.messages, false, shape.tls, shape.leaves));
    }

    private TestAttempt shaped(Shape other) {
        return new TestAttempt(
                queueId, reversePath, recipients, message, options, hops, host, other, deadline);
    }

    @Override
    public Egress egress() {
        return shape.egress.orElse(Egress.of(host));
    }

    @Override
    public int messagesPerConnection() {
        return shape.messages;
    }

    @Override
    public boolean anotherFollows() {
        return shape.followed;
    }

    @Override
    public Optional<TlsLevel> tls() {
        return shape.tls;
    }

    @Override
    public ConnectionLeave connect() {
        return shape.leaves.get();
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
                shape,
                Instant.now().plus(time));
    }

    /** What the queue says of it, by shaping and what else waits. */
    public record Shape(
            Optional<Egress> egress,
            int messages,
            boolean followed,
            Optional<TlsLevel> tls,
            Supplier<ConnectionLeave> leaves) {
        /** No limit, and the default source. */
        public static final Shape NONE =
                new Shape(
                        Optional.empty(),
                        Integer.MAX_VALUE,
                        true,
                        Optional.empty(),
                        ConnectionLeave.Granted::new);
    }
}
