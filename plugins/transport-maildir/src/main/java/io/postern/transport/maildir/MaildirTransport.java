// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.maildir;

import io.postern.api.config.Option;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
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
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts a message into the Maildir of each recipient. One recipient's trouble stops no other; what
 * is reported as delivered is on disk and synced, with its name. An interrupt ends the attempt
 * after the file under way: what is delivered is reported so, the rest is deferred, and the
 * interrupt stays set.
 */
@Component(
        configurationPid = "io.postern.transport.maildir",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=maildir")
@Designate(ocd = MaildirTransport.Options.class, factory = true)
public final class MaildirTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(MaildirTransport.class);

    /** What {@code transports:} may say of it. */
    @ObjectClassDefinition(name = "maildir transport")
    @interface Options {
        @Option(
                kind = Option.Kind.PATH,
                value = "the Maildir of a recipient, with {domain} and {local-part}")
        String path() default "data/mail/{domain}/{local-part}";

        @Option("how lines end in the files: lf or crlf")
        LineEndings lineEndings() default LineEndings.LF;
    }

    private final MailboxPath path;
    private final MaildirFolders folders;
    private final LineEndings lineEndings;
    private final InstantSource clock;

    /** Made by Declarative Services; does nothing on the disk yet. */
    @Activate
    public MaildirTransport(Options options) {
        this(MailboxPath.parse(Path.of(options.path())), options.lineEndings(), Clock.systemUTC());
    }

    MaildirTransport(MailboxPath path, LineEndings lineEndings, InstantSource clock) {
        this.path = path;
        this.folders = new MaildirFolders(path.root());
        this.lineEndings = lineEndings;
        this.clock = clock;
    }

    @Override
    public DeliveryReport deliver(DeliveryAttempt attempt) {
        Map<Recipient, DeliveryOutcome> outcomes = new LinkedHashMap<>();
        for (Recipient recipient : attempt.recipients()) {
            outcomes.put(recipient, deliver(attempt, recipient));
        }
        return new DeliveryReport(outcomes);
    }

    private DeliveryOutcome deliver(DeliveryAttempt attempt, Recipient recipient) {
        if (Thread.currentThread().isInterrupted()) {
            return DeliveryTrouble.interrupted();
        }
        if (!clock.instant().isBefore(attempt.deadline())) {
            return DeliveryTrouble.late();
        }
        List<String> names = path.of(recipient.mailbox());
        if (!MailboxPath.fits(names)) {
            return DeliveryTrouble.nameTooLong();
        }
        try (Maildir maildir = folders.open(names)) {
            String name = UniqueName.next(clock.instant(), attempt.host().hostname());
            maildir.deliver(name, file -> content(attempt, recipient).writeTo(file));
            return new DeliveryOutcome.Delivered(
                    new Status.Success(0, 0, "delivered to mailbox"),
                    Peer.NONE,
                    DeliveryOutcome.Reach.MAILBOX);
        } catch (UnreadableMessageException unreadable) {
            LOG.warn("{} unreadable: {}", attempt.queueId(), unreadable.toString());
            return DeliveryTrouble.unreadable();
        } catch (IOException trouble) {
            LOG.warn(
                    "{} to=<{}> mailbox={} trouble={}",
                    attempt.queueId(),
                    recipient,
                    path.root().resolve(String.join("/", names)),
                    trouble.toString());
            return DeliveryTrouble.of(trouble);
        }
    }

    private MailboxContent content(DeliveryAttempt attempt, Recipient recipient) {
        String trace =
                "Return-Path: <%s>%sDelivered-To: %s%s"
                        .formatted(
                                attempt.reversePath(),
                                lineEndings.text(),
                                recipient.mailbox(),
                                lineEndings.text());
        return new MailboxContent(trace, attempt.message(), lineEndings);
    }
}
