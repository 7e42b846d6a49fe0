// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.mbox;

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
import java.nio.file.SecureDirectoryStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Appends a message to the mbox of each recipient. One recipient's trouble stops no other; what is
 * reported as delivered is on disk and synced. An interrupt ends the attempt after the mailbox
 * under way: what is delivered is reported so, the rest is deferred, and the interrupt stays set.
 *
 * <p>Attempts of this process wait for each other by a lock for each mbox, or for several that
 * share one: the system's own locks don't hold within a process.
 */
@Component(
        configurationPid = "io.postern.transport.mbox",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=mbox")
@Designate(ocd = MboxTransport.Options.class, factory = true)
public final class MboxTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(MboxTransport.class);

    /** What {@code transports:} may say of it. */
    @ObjectClassDefinition(name = "mbox transport")
    @interface Options {
        @Option(
                kind = Option.Kind.PATH,
                value = "the mbox of a recipient, with {domain} and {local-part}")
        String path() default "data/mbox/{domain}/{local-part}";

        @Option("whether it is locked by a file NAME.lock beside it too")
        boolean dotLock() default true;

        @Option(kind = Option.Kind.DURATION, value = "how long to wait for another program's lock")
        String lockTimeout() default "PT30S";
    }

    private static final List<ReentrantLock> LOCKS =
            Stream.generate(ReentrantLock::new).limit(256).toList();

    private final MailboxPath path;
    private final MboxFolders folders;
    private final boolean dotLock;
    private final Duration patience;
    private final InstantSource clock = Clock.systemUTC();

    /** Made by Declarative Services; does nothing on the disk yet. */
    @Activate
    public MboxTransport(Options options) {
        path = MailboxPath.parse(Path.of(options.path()));
        folders = new MboxFolders(path.root());
        dotLock = options.dotLock();
        patience = Duration.parse(options.lockTimeout());
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
        return apart(stopped -> append(attempt, recipient, names, stopped));
    }

    private DeliveryOutcome append(
            DeliveryAttempt attempt, Recipient recipient, List<String> names, AtomicBoolean stopped)
            throws InterruptedException {
        Path file = path.root().resolve(String.join("/", names));
        Instant end = earlier(attempt.deadline(), clock.instant().plus(patience));
        ReentrantLock lock = LOCKS.get(Math.floorMod(file.hashCode(), LOCKS.size()));
        long wait = Duration.between(clock.instant(), end).toMillis();
        if (!lock.tryLock(wait, TimeUnit.MILLISECONDS)) {
            return DeliveryTrouble.locked();
        }
        try (SecureDirectoryStream<Path> folder =
                folders.open(names.subList(0, names.size() - 1))) {
            MboxContent content =
                    new MboxContent(attempt, recipient.mailbox().toString(), clock.instant());
            new Mbox(folder, file, clock, () -> !stopped.get() && clock.instant().isBefore(end))
                    .append(content, dotLock);
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
                    file,
                    trouble.toString());
            return DeliveryTrouble.of(trouble);
        } finally {
            lock.unlock();
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** One mailbox's delivery, which is told of an interrupt and ends as it sees fit. */
    @FunctionalInterface
    private interface Delivery {
        DeliveryOutcome run(AtomicBoolean stopped) throws InterruptedException;
    }

    /** In a thread of its own: an interrupt would close the mbox with half a message in it. */
    private static DeliveryOutcome apart(Delivery delivery) {
        AtomicBoolean stopped = new AtomicBoolean();
        FutureTask<DeliveryOutcome> task = new FutureTask<>(() -> delivery.run(stopped));
        Thread.ofVirtual().name(Thread.currentThread().getName()).start(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                    stopped.set(true);
                }
            }
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
