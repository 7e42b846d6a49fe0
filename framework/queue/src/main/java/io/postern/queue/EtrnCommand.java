// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Client;
import io.postern.api.mail.Domain;
import io.postern.api.mail.Status;
import io.postern.api.policy.CommandAnswer;
import io.postern.api.policy.CommandHandler;
import io.postern.smtp.AddressParser;
import io.postern.smtp.Networks;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * ETRN (RFC 1985): a host that was away asks for its mail to be tried now. {@code ETRN domain}
 * means messages with a recipient there, {@code ETRN @domain} also those for domains below it;
 * queues with names of their own, {@code ETRN #name}, aren't to be had. Only for listed clients,
 * and once a minute for each domain, since every message in the queue is looked at.
 */
final class EtrnCommand implements CommandHandler {
    static final String VERB = "ETRN";

    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MOST_REMEMBERED = 10_000;

    private final MailQueue queue;
    private final Networks clients;
    private final InstantSource clock;
    private final Map<String, Instant> asked = new HashMap<>(); // guarded by itself

    EtrnCommand(MailQueue queue, Networks clients, InstantSource clock) {
        this.queue = queue;
        this.clients = clients;
        this.clock = clock;
    }

    @Override
    public CommandAnswer onCommand(String verb, String argument, Client client)
            throws InterruptedException {
        if (!clients.contains(client.address())) {
            return temporary(459, 7, 1, "Not allowed for your address");
        }
        if (argument.startsWith("#")) {
            return temporary(458, 3, 3, "Queues have no names here, only domains have");
        }
        boolean below = argument.startsWith("@");
        Optional<Domain> domain = AddressParser.domain(argument.substring(below ? 1 : 0));
        if (domain.isEmpty()) {
            return new CommandAnswer.Reply(
                    501, new Status.Permanent(5, 4, "Syntax: ETRN domain, or ETRN @domain"));
        }
        if (queue.status().paused()) {
            return temporary(458, 3, 2, "The queue is paused");
        }
        String node = (below ? "@" : "") + domain.get();
        if (!mayAsk(node)) {
            return temporary(458, 7, 0, "Asked for " + node + " a moment ago");
        }
        return start(node, domain.get(), below);
    }

    private CommandAnswer start(String node, Domain domain, boolean below)
            throws InterruptedException {
        Predicate<Domain> wanted = other -> other.equals(domain);
        if (below) {
            wanted = wanted.or(other -> other.isBelow(domain));
        }
        MailQueue.Started started = queue.retry(wanted);
        if (started.messages() == 0) {
            return done(251, "OK, no messages waiting for node " + node);
        }
        return started.recipients() == 0
                ? done(252, "OK, pending messages for node " + node + " started")
                : done(
                        253,
                        "OK, %d pending messages for node %s started"
                                .formatted(started.messages(), node));
    }

    /** Bounded: where it remembers too much, nobody may ask until a minute has passed. */
    private boolean mayAsk(String node) {
        Instant now = clock.instant();
        synchronized (asked) {
            asked.values().removeIf(at -> !at.plus(PAUSE).isAfter(now));
            return asked.size() < MOST_REMEMBERED && asked.putIfAbsent(node, now) == null;
        }
    }

    private static CommandAnswer done(int code, String text) {
        return new CommandAnswer.Reply(code, new Status.Success(0, 0, text));
    }

    private static CommandAnswer temporary(int code, int subject, int detail, String text) {
        return new CommandAnswer.Reply(code, new Status.Transient(subject, detail, text));
    }
}
