// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.queue.QueueControl;
import io.postern.queue.QueueFilter;
import io.postern.queue.QueueOrder;
import io.postern.queue.QueueSummary;
import io.postern.queue.SiteReport;
import io.postern.queue.Suspension;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A queue with two messages, one of them held, that remembers what it was told. */
final class FakeQueue implements QueueControl {
    static final Instant RECEIVED = Instant.parse("2026-11-24T05:00:00Z");

    private final List<String> told = new ArrayList<>();
    private final List<Suspension> suspensions = new ArrayList<>();
    private boolean paused;

    List<String> told() {
        return told;
    }

    @Override
    public QueueStatus status() {
        return new QueueStatus(2, 1, 3, 4, paused, RECEIVED);
    }

    @Override
    public List<QueuedMessage> list(int most) {
        Waiting waiting =
                new Waiting(
                        "b@y.test",
                        "waiting",
                        2,
                        RECEIVED.plusSeconds(60),
                        "4.4.1 refused",
                        "",
                        true);
        QueuedMessage first =
                new QueuedMessage(
                        new QueueId("A1"), RECEIVED, 1234, "a@x.test", "", List.of(waiting));
        QueuedMessage second =
                new QueuedMessage(
                        new QueueId("B2"), RECEIVED, 5, "", "look at me", List.of(waiting));
        return List.of(first, second).subList(0, Math.min(most, 2));
    }

    @Override
    public int retry(List<QueueId> ids) {
        told.add("retry " + ids);
        return 7;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
    }

    @Override
    public boolean release(QueueId id) {
        told.add("release " + id);
        return id.value().equals("B2");
    }

    @Override
    public List<RouteStep> explain(Mailbox recipient) {
        String text = recipient.toString();
        return List.of(
                new RouteStep(text, "aliases", "pass", ""),
                new RouteStep(text, "internet", "via", "smtp mx.y.test:25"));
    }

    @Override
    public List<SiteReport> explainSite(String site) {
        return List.of();
    }

    @Override
    public List<QueuedMessage> list(QueueFilter filter, int most) {
        told.add("list " + filter);
        return list(Math.min(most, 1));
    }

    @Override
    public List<QueuedMessage> list(List<QueueId> ids) {
        return list(2).stream().filter(message -> ids.contains(message.id())).toList();
    }

    @Override
    public long count(QueueFilter filter) {
        return 1;
    }

    @Override
    public List<QueueSummary> summary(boolean bySite, int most) {
        return List.of(
                new QueueSummary(
                        bySite ? "mx.y.test" : "y.test",
                        2,
                        List.of(0L, 2L, 0L, 0L, 0L, 0L, 0L, 0L)));
    }

    @Override
    public Optional<ReportPreview> preview(QueueId id, String kind, String language) {
        if (!kind.equals("failed")) {
            throw new IllegalArgumentException("no report '" + kind + "'");
        }
        return id.value().equals("A1")
                ? Optional.of(new ReportPreview(language, "Undelivered", "Hello"))
                : Optional.empty();
    }

    @Override
    public QueueOrder.Result carryOut(QueueOrder order) {
        String what = order.ids().isEmpty() ? order.filter().toString() : order.ids().toString();
        told.add(order.action() + " " + what + (order.dryRun() ? " dry" : ""));
        return new QueueOrder.Result(1, 7, 0, List.of(new QueueId("A1")), List.of());
    }

    @Override
    public List<Suspension> suspensions() {
        return List.copyOf(suspensions);
    }

    @Override
    public void suspend(Suspension suspension) {
        suspensions.add(suspension);
    }

    @Override
    public boolean lift(Suspension.Kind kind, String name, String who) {
        return suspensions.removeIf(said -> said.kind() == kind && said.name().equals(name));
    }
}
