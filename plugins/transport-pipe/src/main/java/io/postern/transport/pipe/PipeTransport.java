// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.pipe;

import io.postern.api.config.Option;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryOutcome.Failed;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hands a message to a program on its standard input, once for each recipient or once for all. The
 * message is in a private file before the program starts, so that it never sees half of one. An
 * interrupt kills the program.
 */
@Component(
        configurationPid = "io.postern.transport.pipe",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=pipe")
@Designate(ocd = PipeTransport.Options.class, factory = true)
public final class PipeTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(PipeTransport.class);

    /** Recipients of one run: their addresses have to fit into one command line. */
    private static final int RUN = 100;

    /** What {@code transports:} may say of it. */
    @ObjectClassDefinition(name = "pipe transport")
    @interface Options {
        @Option("the program's full path and its arguments, with placeholders; no shell sees them")
        String[] command();

        @Option("whom a run is for: each recipient or all of them")
        Runs recipients() default Runs.EACH;

        @Option(kind = Option.Kind.PATH, value = "folder to run in")
        String directory() default "/";

        @Option(kind = Option.Kind.DURATION, value = "time for a run, after which it is killed")
        String timeLimit() default "PT5M";

        @Option("whether the message begins with a line From, as in an mbox")
        boolean fromLine() default false;

        @Option("whether Return-Path is put on top, in the place of what came")
        boolean returnPath() default true;

        @Option("whether Delivered-To is put on top, where a run is for one recipient")
        boolean deliveredTo() default true;

        @Option("how lines end: lf or crlf")
        LineEndings lineEndings() default LineEndings.LF;

        @Option("whether the program is the mailbox, rather than a way to it")
        boolean finalDelivery() default true;
    }

    /** Whom a run is for. */
    enum Runs {
        EACH,
        ALL
    }

    /** How lines end. */
    enum LineEndings {
        LF,
        CRLF
    }

    private final CommandTemplate command;
    private final ProgramInput input;
    private final ProgramRun program;
    private final int size;
    private final Duration limit;
    private final Reach reach;
    private final InstantSource clock = Clock.systemUTC();

    /** Made by Declarative Services; runs nothing yet. */
    @Activate
    public PipeTransport(Options options) {
        command = CommandTemplate.parse(options.command());
        input = ProgramInput.of(options);
        program = new ProgramRun(directory(options));
        size = options.recipients() == Runs.EACH ? 1 : RUN;
        limit = Duration.parse(options.timeLimit());
        reach = options.finalDelivery() ? Reach.MAILBOX : Reach.RELAYED;
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("pipe transport: time-limit: no time at all");
        }
    }

    private static Path directory(Options options) {
        Path directory = Path.of(options.directory());
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException(
                    "pipe transport: directory: '" + directory + "' is no folder");
        }
        return directory;
    }

    @Override
    public DeliveryReport deliver(DeliveryAttempt attempt) throws InterruptedException {
        Map<Recipient, DeliveryOutcome> outcomes = new LinkedHashMap<>();
        List<Recipient> all = attempt.recipients();
        for (int from = 0; from < all.size(); from += size) {
            List<Recipient> some = all.subList(from, Math.min(from + size, all.size()));
            if (Thread.currentThread().isInterrupted()) {
                // Those who have it already are reported; the rest is left out, so deferred.
                some.forEach(one -> outcomes.put(one, deferred(3, 2, "stopped")));
            } else {
                deliver(attempt, some, outcomes);
            }
        }
        return new DeliveryReport(outcomes);
    }

    /** Those whose address can't be an argument stand alone, and keep it from nobody. */
    private void deliver(
            DeliveryAttempt attempt,
            List<Recipient> some,
            Map<Recipient, DeliveryOutcome> outcomes) {
        List<Recipient> good =
                some.stream()
                        .filter(
                                one -> {
                                    switch (command.expand(attempt, List.of(one))) {
                                        case CommandTemplate.Expansion.Line _ -> {
                                            return true;
                                        }
                                        case CommandTemplate.Expansion.Option(String argument) ->
                                                outcomes.put(one, anOption(argument));
                                        case CommandTemplate.Expansion.Inexpressible _ ->
                                                outcomes.put(one, inexpressible());
                                    }
                                    return false;
                                })
                        .toList();
        if (!good.isEmpty()
                && command.expand(attempt, good)
                        instanceof CommandTemplate.Expansion.Line(List<String> words)) {
            DeliveryOutcome outcome = run(attempt, good, words);
            good.forEach(one -> outcomes.put(one, outcome));
        }
    }

    private DeliveryOutcome run(
            DeliveryAttempt attempt, List<Recipient> recipients, List<String> words) {
        Duration left = Duration.between(clock.instant(), attempt.deadline());
        if (!left.isPositive()) {
            return deferred(3, 0, "out of time");
        }
        Duration time = left.compareTo(limit) < 0 ? left : limit;
        try (ProgramInput.Held file = input.write(attempt, recipients, clock.instant())) {
            return switch (program.run(words, file.path(), time)) {
                case ProgramRun.End.Exit(int code, String line) ->
                        ExitCode.outcome(code, line, reach);
                case ProgramRun.End.TimeOut _ ->
                        new Deferred(
                                new Status.Transient(3, 0, "command took too long and was killed"),
                                Blame.RECIPIENT,
                                Peer.NONE,
                                true);
            };
        } catch (UnreadableMessageException unreadable) {
            LOG.warn("{} unreadable: {}", attempt.queueId(), unreadable.toString());
            return new Deferred(
                    new Status.Transient(3, 0, "message can't be read"), Blame.MESSAGE, Peer.NONE);
        } catch (IOException trouble) {
            LOG.warn(
                    "{} command={} trouble={}",
                    attempt.queueId(),
                    words.getFirst(),
                    trouble.toString());
            return deferred(3, 0, "command can't be run");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return deferred(3, 2, "stopped");
        }
    }

    private static DeliveryOutcome anOption(String argument) {
        return new Failed(
                new Status.Permanent(1, 3, "address can't stand for " + argument + " here"),
                Peer.NONE);
    }

    private static DeliveryOutcome inexpressible() {
        return new Deferred(
                new Status.Transient(3, 5, "address can't be said in this system's locale"),
                Blame.RECIPIENT,
                Peer.NONE);
    }

    private static DeliveryOutcome deferred(int subject, int detail, String text) {
        return new Deferred(
                new Status.Transient(subject, detail, text), Blame.DESTINATION, Peer.NONE);
    }
}
