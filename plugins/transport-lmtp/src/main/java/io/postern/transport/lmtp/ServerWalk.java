// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.lmtp;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.ConnectionLeave;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One attempt: tries the servers in their order until everybody is settled. Used once, by one
 * thread.
 */
final class ServerWalk {
    private final DeliveryAttempt attempt;
    private final DnsResolver dns;
    private final Timeouts timeouts;
    private final Timeouts.Deadline deadline;
    private final Map<Recipient, DeliveryOutcome> settled = new LinkedHashMap<>();
    private final List<Recipient> rest;

    /** What those get whom no server settles. */
    private DeliveryOutcome trouble =
            new Deferred(
                    new Status.Transient(
                            3, 5, "the router names no host, and neither socket nor host is set"),
                    Blame.DESTINATION,
                    Peer.NONE);

    ServerWalk(
            DeliveryAttempt attempt,
            DnsResolver dns,
            Timeouts timeouts,
            Timeouts.Deadline deadline) {
        this.attempt = attempt;
        this.dns = dns;
        this.timeouts = timeouts;
        this.deadline = deadline;
        this.rest = new ArrayList<>(attempt.recipients());
    }

    DeliveryReport walk(Places places) throws InterruptedException {
        switch (places) {
            case Places.Socket(var address) -> visit(new Server("localhost", address));
            case Places.Host(List<NextHop> hops) -> visitAll(hops);
            case Places.OfRouter() -> visitAll(attempt.hops());
        }
        rest.forEach(recipient -> settled.put(recipient, trouble));
        return new DeliveryReport(settled);
    }

    private void visitAll(List<NextHop> hops) throws InterruptedException {
        for (NextHop hop : hops) {
            DnsAnswer<InetAddress> answer = addresses(hop.host());
            if (answer instanceof DnsAnswer.Found<InetAddress> found) {
                for (InetAddress address : found.records()) {
                    visit(new Server(hop.host(), new InetSocketAddress(address, hop.port())));
                }
            } else {
                trouble = new DeliveryTrouble(hop.host()).noAddress(answer);
            }
        }
    }

    private DnsAnswer<InetAddress> addresses(String host) throws InterruptedException {
        boolean literal = host.indexOf(':') >= 0 || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        return literal
                ? new DnsAnswer.Found<>(List.of(InetAddress.ofLiteral(host)), false)
                : dns.addresses(host);
    }

    private void visit(Server server) throws InterruptedException {
        if (rest.isEmpty()) {
            return;
        }
        if (attempt.connect() instanceof ConnectionLeave.Refused(Status.Transient status)) {
            trouble = new Deferred(status, Blame.DESTINATION, Peer.NONE);
            return;
        }
        try (LmtpConnection connection =
                LmtpConnection.open(server.address(), deadline.cut(timeouts.connect()))) {
            converse(server, connection);
        } catch (IOException unreachable) {
            stopIfInterrupted();
            trouble =
                    new DeliveryTrouble(server.name())
                            .connection(DeliveryTrouble.Stage.CONNECT, unreachable);
        }
    }

    private void converse(Server server, LmtpConnection connection) throws InterruptedException {
        LmtpSession session = new LmtpSession(connection, server, timeouts, deadline);
        try {
            Optional<DeliveryOutcome> refusal = session.run(attempt, List.copyOf(rest));
            trouble = refusal.orElse(trouble);
        } catch (IOException lost) {
            stopIfInterrupted();
            trouble = session.brokenOff(lost);
        }
        settled.putAll(session.settled());
        rest.removeAll(session.settled().keySet());
    }

    /** An interrupt closes the socket, which looks like any other failure. */
    private static void stopIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the attempt was stopped");
        }
    }
}
