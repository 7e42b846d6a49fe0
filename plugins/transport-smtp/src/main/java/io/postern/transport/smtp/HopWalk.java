// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.ConnectionLeave;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.Peer;
import io.postern.sasl.ClientLogin;
import io.postern.transport.smtp.IdleSessions.Place;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One attempt for one party: tries each address of each hop in order (RFC 5321 section 5.1) until
 * every recipient is settled. Used once, by one thread.
 */
final class HopWalk {
    private static final Logger LOG = LoggerFactory.getLogger(HopWalk.class);

    private final DeliveryAttempt attempt;
    private final Means means;
    private final Settings settings;
    private final Deadline deadline;
    private final MessageNeeds needs;
    private final Party party;

    /** Whose policy the hop has to meet. */
    private Party judges;

    private final TlsDemand demand;
    private final Optional<ClientLogin> login;
    private final Map<Recipient, DeliveryOutcome> settled = new LinkedHashMap<>();
    private final List<Recipient> rest;

    /** What those get whom no host settles; a deferral rather than a failure. */
    private DeliveryOutcome trouble =
            new Deferred(
                    new Status.Transient(4, 1, "no host could be tried"),
                    Blame.DESTINATION,
                    Peer.NONE);

    private boolean tried;

    /** What those get whom no host settles, once we have been told not to connect any more. */
    private Optional<DeliveryOutcome> stopped = Optional.empty();

    HopWalk(
            DeliveryAttempt attempt,
            Party party,
            TlsDemand demand,
            Means means,
            Settings settings,
            Deadline deadline) {
        this.attempt = attempt;
        this.party = party;
        this.judges = party;
        this.demand = demand;
        this.means = means;
        this.settings = settings;
        this.deadline = deadline;
        this.needs = new MessageNeeds(attempt);
        this.login = settings.auth().login();
        this.rest = new ArrayList<>(party.recipients());
    }

    /** An outcome for each recipient of the party. */
    Map<Recipient, DeliveryOutcome> walk() throws InterruptedException {
        for (NextHop hop : attempt.hops()) {
            if (isOver()) {
                break;
            }
            DeliveryTrouble meaning = new DeliveryTrouble(hop.host());
            DnsAnswer<InetAddress> answer = means.addresses().of(hop.host());
            if (!(answer instanceof DnsAnswer.Found<InetAddress> found)) {
                note(meaning.noAddress(hop, answer));
            } else if (isOurselves(hop, found.records())) {
                // No better than us, nor are those behind it (RFC 5321 section 5.1).
                note(meaning.loop());
                break;
            } else {
                tryHop(hop, found, meaning);
            }
        }
        rest.forEach(recipient -> settled.put(recipient, stopped.orElse(trouble)));
        return settled;
    }

    private void tryHop(NextHop hop, DnsAnswer.Found<InetAddress> found, DeliveryTrouble meaning)
            throws InterruptedException {
        List<InetAddress> usable = settings.ways().family().of(found.records());
        List<InetAddress> reached = usable.stream().filter(attempt.egress()::mayReach).toList();
        if (reached.isEmpty()) {
            note(usable.isEmpty() ? meaning.otherFamily() : meaning.notFrom(attempt.egress()));
            return;
        }
        judges = means.policies().at(hop, party, demand.level());
        switch (tlsFor(hop, found)) {
            case HopTls.Result.Demand(TlsDemand needed) -> tryAll(hop, reached, meaning, needed);
            case HopTls.Result.Obstacle obstacle -> {
                means.witness().notTried(judges, hop.host(), obstacle);
                note(obstacle.trouble());
            }
        }
    }

    private HopTls.Result tlsFor(NextHop hop, DnsAnswer.Found<InetAddress> found)
            throws InterruptedException {
        HopTls.Result needed = means.tls().of(hop, judges, demand, found.authenticated());
        HopTls.Result asked = new HopTls.Result.Demand(demand);
        return !needed.equals(asked) && demand.mayBeWaived() && needs.waivesTls() ? asked : needed;
    }

    private void tryAll(
            NextHop hop, List<InetAddress> reached, DeliveryTrouble meaning, TlsDemand needed)
            throws InterruptedException {
        for (InetAddress address : reached) {
            if (isOver() || deadline.hasPassed()) {
                return;
            }
            InetSocketAddress endpoint = new InetSocketAddress(address, hop.port());
            boolean clear =
                    !needed.isNeeded() && login.isEmpty() && means.broken().contains(endpoint);
            tryHost(endpoint, meaning, clear ? TlsDemand.IN_CLEAR : needed);
        }
    }

    /** Nobody is left, or we may not connect any more. */
    private boolean isOver() {
        return rest.isEmpty() || stopped.isPresent();
    }

    /** Connects as often as the host's limits or its broken TLS want that. */
    private void tryHost(InetSocketAddress address, DeliveryTrouble meaning, TlsDemand needed)
            throws InterruptedException {
        Optional<TlsDemand> next = Optional.of(needed);
        while (next.isPresent() && !isOver() && !deadline.hasPassed()) {
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
        Place place = new Place(address, meaning.host(), tls, attempt.egress(), login);
        Optional<SmtpSession> kept = means.idle().take(place);
        if (kept.isPresent()) {
            kept.get().goOn(deadline);
            return converse(kept.get(), place);
        }
        if (attempt.connect() instanceof ConnectionLeave.Refused(Status.Transient status)) {
            DeliveryOutcome later = new Deferred(status, Blame.DESTINATION, Peer.NONE);
            stopped = Optional.of(later);
            return HostResult.NextHost.because(later);
        }
        return open(place, meaning, tls);
    }

    private HostResult open(Place place, DeliveryTrouble meaning, TlsDemand tls)
            throws InterruptedException {
        try {
            SmtpConnection connection =
                    SmtpConnection.open(
                            place.address(),
                            place.egress().source(place.address().getAddress()),
                            deadline.cut(settings.timeouts().connect()));
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
            kept =
                    result instanceof HostResult.Settled
                            && attempt.anotherFollows()
                            && means.idle().keep(place, session, attempt.messagesPerConnection());
            if (!kept) {
                session.quit();
            }
            return result;
        } catch (HandshakeException failed) {
            stopIfInterrupted();
            means.witness().failed(judges, session, place, failed);
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
        Optional<DeliveryOutcome> refusal = session.introduce(place.egress().hostname());
        means.witness().introduced(judges, session, place, refusal);
        if (refusal.isEmpty() && isOurselves(session, place.address())) {
            return Optional.of(session.trouble().loop());
        }
        return refusal.isEmpty() && place.login().isPresent()
                ? session.logIn(place.login().get())
                : refusal;
    }

    /** In clear is better than not at all, unless somebody has said that it isn't (RFC 7435). */
    private HostResult withoutTls(
            SmtpSession session, InetSocketAddress address, HandshakeException failed) {
        if (session.demand().isNeeded()) {
            return HostResult.NextHost.because(
                    session.trouble().handshake(session.demand(), failed));
        }
        means.broken().add(address);
        LOG.info(
                "peer={} TLS failed, tried again in clear: {}",
                address,
                DeliveryTrouble.cut(String.valueOf(failed.getMessage())));
        return new HostResult.SameHost(Map.of(), TlsDemand.IN_CLEAR);
    }

    /** Whom the operator names is meant, whatever its address. */
    private boolean isOurselves(NextHop hop, List<InetAddress> addresses) {
        return hop.port() == settings.ways().loopPort()
                && hop.source() != NextHop.Source.CONFIGURED
                && addresses.stream().anyMatch(means.own()::contains);
    }

    private boolean isOurselves(SmtpSession session, InetSocketAddress address) {
        return address.getPort() == settings.ways().loopPort()
                && (session.peerName().equalsIgnoreCase(attempt.host().hostname())
                        || session.peerName().equalsIgnoreCase(attempt.egress().hostname()));
    }

    /** An interrupt closes the socket of a virtual thread, which looks like any other failure. */
    private static void stopIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the attempt was stopped");
        }
    }
}
