// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import static java.util.Objects.requireNonNullElse;

import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The servers, in the order they are asked: the one that answered last first. All get a turn within
 * a quarter of the time, then those that kept silent a second one in the rest of it: a datagram may
 * have been lost. Safe for many threads.
 */
final class NameServers {
    /** RELIABILITY: each question under way holds a socket. */
    private static final int QUESTIONS_AT_ONCE = 1000;

    private static final double FIRST_ROUND = 0.25;

    private final List<NameServer> servers;
    private final Dnssec dnssec;
    private final Semaphore places = new Semaphore(QUESTIONS_AT_ONCE);
    private volatile int first;

    NameServers(List<NameServer> servers, Dnssec dnssec) {
        this.dnssec = dnssec;
        this.servers = List.copyOf(servers);
    }

    /** What came of asking them. */
    sealed interface Reply {
        /** One of them knows: NOERROR or NXDOMAIN. */
        record Response(Message message, boolean authenticated) implements Reply {}

        /** None does. */
        record Failure(String reason) implements Reply {}
    }

    /** Asks until one knows or the deadline is over. */
    Reply ask(Question question, Deadline deadline) throws InterruptedException {
        if (!places.tryAcquire(deadline.left(), TimeUnit.NANOSECONDS)) {
            return new Reply.Failure("too many questions to the DNS at once");
        }
        try {
            Round round = new Round(question);
            List<Integer> silent = round.ask(inOrder(), deadline.part(FIRST_ROUND));
            if (round.reply instanceof Reply.Failure && !silent.isEmpty()) {
                round.ask(silent, deadline);
            }
            return round.reply;
        } finally {
            places.release();
        }
    }

    private List<Integer> inOrder() {
        List<Integer> order = new ArrayList<>();
        int start = first;
        for (int i = 0; i < servers.size(); i++) {
            order.add((start + i) % servers.size());
        }
        return order;
    }

    @Override
    public String toString() {
        return String.join(",", servers.stream().map(NameServer::toString).toList());
    }

    /** The turns for one question. Used by one thread. */
    private final class Round {
        private final Question question;
        private Reply reply = new Reply.Failure("time-out");

        Round(Question question) {
            this.question = question;
        }

        /** Returns those that kept silent. */
        List<Integer> ask(List<Integer> order, Deadline deadline) throws InterruptedException {
            List<Integer> silent = new ArrayList<>();
            for (int turn = 0; turn < order.size() && !deadline.isOver(); turn++) {
                int server = order.get(turn);
                try {
                    Deadline part = deadline.part(1.0 / (order.size() - turn));
                    if (isKnown(servers.get(server), servers.get(server).ask(question, part))) {
                        first = server;
                        return List.of();
                    }
                } catch (IOException broken) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException("asking for " + question);
                    }
                    silent.add(server);
                    reply = failure(servers.get(server), said(broken));
                }
            }
            return silent;
        }

        private boolean isKnown(NameServer server, Message message) {
            int rcode = message.getRcode();
            boolean known = rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN;
            if (known && Response.isReferral(message)) {
                reply = failure(server, "refers to others and doesn't resolve");
                return false;
            }
            reply =
                    known
                            ? new Reply.Response(message, isVouchedFor(server, message))
                            : failure(server, Rcode.string(rcode));
            return known;
        }

        /** The AD bit (RFC 6840 section 5.8), where server and path to it are to be trusted. */
        private boolean isVouchedFor(NameServer server, Message message) {
            return dnssec == Dnssec.TRUSTED
                    && server.isHere()
                    && message.getHeader().getFlag(Flags.AD);
        }

        private static String said(IOException broken) {
            return requireNonNullElse(broken.getMessage(), broken.getClass().getSimpleName());
        }

        private Reply failure(NameServer server, String what) {
            return new Reply.Failure(question + " from " + server + ": " + what);
        }
    }
}
