// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Peer;
import io.postern.api.transport.Transport;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A transport that remembers its attempts and answers as it is told. */
final class Carrier implements Transport {
    static final DeliveryOutcome DELIVERED =
            new DeliveryOutcome.Delivered(
                    new Status.Success(0, 0, "ok"),
                    new Peer("mx1.example.org", "250 2.0.0 ok"),
                    DeliveryOutcome.Reach.RELAYED);
    static final DeliveryOutcome FAILED =
            new DeliveryOutcome.Failed(
                    new Status.Permanent(1, 1, "no such user"),
                    new Peer("mx1.example.org", "550 5.1.1 no such user"));

    final List<DeliveryAttempt> attempts = new CopyOnWriteArrayList<>();
    private volatile Function<Recipient, DeliveryOutcome> answers = _ -> DELIVERED;
    private volatile Gate gate = () -> {};

    static DeliveryOutcome deferred(Blame blame) {
        return new DeliveryOutcome.Deferred(
                new Status.Transient(2, 1, "come back later"),
                blame,
                new Peer("mx1.example.org", "450 4.2.1 come back later"));
    }

    Carrier answering(Function<Recipient, DeliveryOutcome> next) {
        answers = next;
        return this;
    }

    Carrier answering(DeliveryOutcome outcome) {
        return answering(_ -> outcome);
    }

    /** Is passed by each attempt before it answers. */
    Carrier behind(Gate next) {
        gate = next;
        return this;
    }

    @Override
    public DeliveryReport deliver(DeliveryAttempt attempt) throws InterruptedException {
        attempts.add(attempt);
        gate.pass();
        Map<Recipient, DeliveryOutcome> outcomes = new LinkedHashMap<>();
        for (Recipient recipient : attempt.recipients()) {
            DeliveryOutcome outcome = answers.apply(recipient);
            if (outcome != null) {
                outcomes.put(recipient, outcome);
            }
        }
        return new DeliveryReport(outcomes);
    }

    /** The recipients of each attempt. */
    List<List<String>> recipients() {
        return attempts.stream()
                .map(attempt -> attempt.recipients().stream().map(Recipient::toString).toList())
                .toList();
    }

    /** Something to wait for. */
    @FunctionalInterface
    interface Gate {
        void pass() throws InterruptedException;
    }
}
