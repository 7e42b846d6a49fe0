// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Peer;
import io.postern.transport.smtp.IdleSessions.Place;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One attempt: tries each address of each hop in order (RFC 5321 section 5.1) until every recipient
 * is settled. Used once, by one thread.
 */
final class HopWalk {
    private static final Logger LOG = LoggerFactory.getLogger(HopWalk.class);

    private final DeliveryAttempt attempt;
    private final HopAddresses addresses;
    private final Settings settings;
    private final IdleSessions idle;
    private final Deadline deadline;
    private final MessageNeeds needs;
    private final TlsDemand demand;
    private final Map<Recipient, DeliveryOutcome> settled = new LinkedHashMap<>();
    private final List<Recipient> rest;

    /** What those get whom no host settles; a deferral rather than a failure. */
    private DeliveryOutcome trouble =
            new Deferred(
                    new Status.Transient(4, 1, "no host could be tried"),
                    Blame.DESTINATION,
                    Peer.NONE);

    private boolean tried;

    HopWalk(
            DeliveryAttempt attempt,
            HopAddresses addresses,
            Settings settings,
            IdleSessions idle,
            Deadline deadline) {
        this.attempt = attempt;
        this.idle = idle;
        this.addresses = addresses;
        this.settings = settings;
        this.deadline = deadline;
        this.needs = new MessageNeeds(attempt);
        this.demand = TlsDemand.of(settings.level(), attempt.reversePath(), attempt.options());
        this.rest = new ArrayList<>(attempt.recipients());
    }

    DeliveryReport walk() throws InterruptedException {
        for (NextHop hop : attempt.hops()) {
            if (rest.isEmpty()) {
                break;
            }
            DeliveryTrouble meaning = new DeliveryTrouble(hop.host());
            DnsAnswer<InetAddress> answer = addresses.of(hop.host());
            if (answer instanceof DnsAnswer.Found<InetAddress>(List<InetAddress> found)) {
                tryAll(hop, found, meaning);
            } else {
                note(meaning.noAddress(answer));
            }
        }
        rest.forEach(recipient -> settled.put(recipient, trouble));
        return new DeliveryReport(settled);
    }

    private void tryAll(NextHop hop, List<InetAddress> found, DeliveryTrouble meaning)
            throws InterruptedException {
        for (InetAddress address : found) {
            if (rest.isEmpty() || deadline.hasPassed()) {
                return;
            }
            tryHost(new InetSocketAddress(address, hop.port()), meaning);
        }
    }

    /** Connects as often as the host's limits or its broken TLS want that. */
    private void tryHost(InetSocketAddress address, DeliveryTrouble meaning)
            throws InterruptedException {
        Optional<TlsDemand> next = Optional.of(demand);
        while (next.isPresent() && !rest.isEmpty() && !deadline.hasPassed()) {
            HostResult result = connect(address, meaning, next.get());
            settled.putAll(result.settled());
            rest.removeAll(result.settled().keySet());
            next = Optional.empty();
            switch (result) {
                case HostResult.Settled _ -> {}
                case HostResult.NextHost(_, DeliveryOutcome why) -> note(why);
                case HostResult.SameHost(_, TlsDemand again) -> next = Optional.of(again);
            }
        }
    }

    /** A host that may yet take the message counts for more than one that never will. */
    private void note(DeliveryOutcome why) {
        if (!tried || why instanceof Deferred || !(trouble instanceof Deferred)) {
            trouble = why;
            tried = true;
        }
    }

    private HostResult connect(InetSocketAddress address, DeliveryTrouble meaning, TlsDemand tls)
            throws InterruptedException {
        Place place = new Place(address, meaning.host(), tls, attempt.host().hostname());
        Optional<SmtpSession> kept = idle.take(place);
        if (kept.isPresent()) {
            kept.get().goOn(deadline);
            return converse(kept.get(), place);
        }
        try {
            Duration limit = deadline.cut(settings.timeouts().connect());
            SmtpConnection connection =
                    SmtpConnection.open(address, limit, settings.timeouts().dataBlock());
            return converse(new SmtpSession(connection, meaning, settings, tls, deadline), place);
        } catch (IOException unreachable) {
            stopIfInterrupted();
            return HostResult.NextHost.because(meaning.connection(Stage.CONNECT, unreachable));
        }
    }

    private HostResult converse(SmtpSession session, Place place) throws InterruptedException {
        HostVisit visit = new HostVisit(session, needs, List.copyOf(rest));
        boolean kept = false;
        try {
            HostResult result = converse(session, place, visit);
            kept = result instanceof HostResult.Settled && idle.keep(place, session);
            if (!kept) {
                session.quit();
            }
            return result;
        } catch (HandshakeException failed) {
            stopIfInterrupted();
            return withoutTls(session, place.address(), failed);
        } catch (IOException lost) {
            stopIfInterrupted();
            // A host may have closed while nothing was under way: that says nothing of this one.
            return session.isReused() && session.stage().isBeforeContent()
                    ? new HostResult.SameHost(Map.of(), place.demand())
                    : visit.brokenOff(lost);
        } finally {
            if (!kept) {
                session.close();
            }
        }
    }

    private HostResult converse(SmtpSession session, Place place, HostVisit visit)
            throws IOException {
        Optional<DeliveryOutcome> refusal =
                session.isReused() ? Optional.empty() : introduce(session, place);
        return refusal.isPresent()
                ? HostResult.NextHost.because(refusal.get())
                : visit.run(settings.chunking());
    }

    private Optional<DeliveryOutcome> introduce(SmtpSession session, Place place)
            throws IOException {
        Optional<DeliveryOutcome> refusal = session.introduce(place.hostname());
        return refusal.isEmpty() && isOurselves(session, place.address())
                ? Optional.of(session.trouble().loop())
                : refusal;
    }

    /** In clear is better than not at all, unless somebody has said that it isn't (RFC 7435). */
    private static HostResult withoutTls(
            SmtpSession session, InetSocketAddress address, HandshakeException failed) {
        if (session.demand().isNeeded()) {
            return HostResult.NextHost.because(
                    session.trouble().handshake(session.demand(), failed));
        }
        LOG.info(
                "peer={} TLS failed, tried again in clear: {}",
                address,
                DeliveryTrouble.cut(String.valueOf(failed.getMessage())));
        return new HostResult.SameHost(Map.of(), TlsDemand.IN_CLEAR);
    }

    private boolean isOurselves(SmtpSession session, InetSocketAddress address) {
        return address.getPort() == settings.loopPort()
                && session.peerName().equalsIgnoreCase(attempt.host().hostname());
    }

    /** An interrupt closes the socket of a virtual thread, which looks like any other failure. */
    private static void stopIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the attempt was stopped");
        }
    }
}
