// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.discard;

import io.postern.api.config.Option;
import io.postern.api.mail.Message;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryOutcome.Delivered;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Peer;
import io.postern.api.transport.Transport;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.InstantSource;

/**
 * Takes every message for everybody and forgets it. It reads the message to its end first, so that
 * one that the spool has lost isn't called delivered. Immutable, so safe for many attempts at once.
 */
@Component(
        configurationPid = "io.postern.transport.discard",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=discard")
@Designate(ocd = DiscardTransport.Options.class, factory = true)
public final class DiscardTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(DiscardTransport.class);

    /** What {@code transports:} may say of it. */
    @ObjectClassDefinition(name = "discard transport")
    @interface Options {
        @Option("what the log and reports of success say")
        String text() default "taken and thrown away";
    }

    private final String text;
    private final InstantSource clock = Clock.systemUTC();

    /** Made by Declarative Services. */
    @Activate
    public DiscardTransport(Options options) {
        text = options.text();
        if (text.isBlank() || !text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    "discard transport: text: expected a line of printable US-ASCII");
        }
    }

    @Override
    public DeliveryReport deliver(DeliveryAttempt attempt) {
        return DeliveryReport.of(attempt.recipients(), outcome(attempt));
    }

    private DeliveryOutcome outcome(DeliveryAttempt attempt) {
        if (!clock.instant().isBefore(attempt.deadline())) {
            return deferred(3, 0, "out of time", Blame.DESTINATION);
        }
        if (Thread.currentThread().isInterrupted()) {
            return deferred(3, 2, "stopped", Blame.DESTINATION);
        }
        try {
            read(attempt.message());
            return new Delivered(new Status.Success(0, 0, text), Peer.NONE, Reach.MAILBOX);
        } catch (IOException unreadable) {
            LOG.warn("{} unreadable: {}", attempt.queueId(), unreadable.toString());
            return deferred(3, 0, "message can't be read", Blame.MESSAGE);
        }
    }

    private static void read(Message message) throws IOException {
        try (InputStream in = message.content()) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static Deferred deferred(int subject, int detail, String why, Blame blame) {
        return new Deferred(new Status.Transient(subject, detail, why), blame, Peer.NONE);
    }
}
