// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.mail.QueueId;
import io.postern.queue.QueueAction;
import io.postern.queue.QueueControl;
import io.postern.queue.QueueControl.QueuedMessage;
import io.postern.queue.QueueControl.Waiting;
import io.postern.queue.QueueFilter;
import io.postern.queue.QueueOrder;
import io.postern.queue.QueueSummary;
import io.postern.queue.Suspension;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@code /api/queue}: what waits, and the levers. Reads change nothing. */
final class QueueEndpoints {
    private static final int MOST = 100;
    private static final int MOST_ALLOWED = 10_000;

    private final Services services;
    private final InstantSource clock;

    QueueEndpoints(Services services, InstantSource clock) {
        this.clock = clock;
        this.services = services;
    }

    /** What a filter is for; {@code most=0} only counts. */
    Answer list(Request request) throws IOException, InterruptedException {
        QueueControl queue = queue();
        QueueFilter filter = QueueRequests.filter(request);
        int most = Math.min(request.number("most", MOST), MOST_ALLOWED);
        List<QueuedMessage> messages = most == 0 ? List.of() : list(queue, filter, most);
        long total = filter.isAll() ? queue.status().messages() : queue.count(filter);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("total", Math.max(total, messages.size()));
        fields.put("messages", messages.stream().map(QueueEndpoints::message).toList());
        return Answer.of(fields);
    }

    private static List<QueuedMessage> list(QueueControl queue, QueueFilter filter, int most)
            throws InterruptedException {
        return filter.isAll() ? queue.list(most) : queue.list(filter, most);
    }

    /** {@code ?id=…}: one message. */
    Answer show(Request request) throws IOException {
        List<String> ids = request.parameters("id");
        if (ids.size() != 1) {
            throw new RefusedException(400, "say which id");
        }
        List<QueuedMessage> found = queue().list(List.of(QueueRequests.queueId(ids.getFirst())));
        return found.isEmpty()
                ? Answer.error(404, "no message " + ids.getFirst() + " in the queue")
                : Answer.of(message(found.getFirst()));
    }

    /** {@code ?by=domain|site&most=N}: how many recipients wait, and how long. */
    Answer summary(Request request) throws IOException, InterruptedException {
        List<String> by = request.parameters("by");
        boolean bySite = by.equals(List.of("site"));
        if (!bySite && !by.isEmpty() && !by.equals(List.of("domain"))) {
            throw new RefusedException(400, "by: say domain or site");
        }
        int most = Math.min(request.number("most", MOST), MOST_ALLOWED);
        List<QueueSummary> rows = queue().summary(bySite, most);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("minutes", QueueSummary.MINUTES);
        fields.put("rows", rows.stream().map(QueueEndpoints::row).toList());
        return Answer.of(fields);
    }

    private static Map<String, Object> row(QueueSummary row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", row.name());
        fields.put("recipients", row.recipients());
        fields.put("byAge", row.byAge());
        return fields;
    }

    /** An endpoint for an order; see {@link QueueRequests#order}. */
    Endpoint order(Function<Fields, QueueAction> action) {
        return request -> {
            Fields fields = new Fields(request.json());
            QueueOrder order = QueueRequests.order(action.apply(fields), fields);
            return Answer.of(result(queue().carryOut(order), order.dryRun()));
        };
    }

    private static Map<String, Object> result(QueueOrder.Result result, boolean dryRun) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("dryRun", dryRun);
        fields.put("messages", result.messages());
        fields.put("recipients", result.recipients());
        fields.put("busy", result.busy());
        fields.put("ids", result.first().stream().map(QueueId::value).toList());
        fields.put("unknown", result.unknown().stream().map(QueueId::value).toList());
        return fields;
    }

    /** What is suspended. */
    Answer suspensions(@SuppressWarnings("unused") Request request) throws IOException {
        return Answer.of(
                Map.of(
                        "suspensions",
                        queue().suspensions().stream().map(QueueEndpoints::suspension).toList()));
    }

    /** {@code ?id=…&kind=…&language=…}: what a report would say to people. */
    Answer preview(Request request) throws IOException, InterruptedException {
        List<String> ids = request.parameters("id");
        List<String> kinds = request.parameters("kind");
        List<String> languages = request.parameters("language");
        if (ids.size() != 1 || kinds.size() > 1 || languages.size() > 1) {
            throw new RefusedException(400, "say which id, kind and language");
        }
        String kind = kinds.isEmpty() ? "failed" : kinds.getFirst();
        String language = languages.isEmpty() ? "" : languages.getFirst();
        QueueId id = QueueRequests.queueId(ids.getFirst());
        Optional<QueueControl.ReportPreview> shown = preview(id, kind, language);
        return shown.isEmpty()
                ? Answer.error(404, "no message " + id + " in the queue")
                : Answer.of(
                        Map.of(
                                "language",
                                shown.get().language(),
                                "subject",
                                shown.get().subject(),
                                "text",
                                shown.get().text()));
    }

    private Optional<QueueControl.ReportPreview> preview(QueueId id, String kind, String language)
            throws InterruptedException {
        try {
            return queue().preview(id, kind, language);
        } catch (IllegalArgumentException malformed) {
            throw new RefusedException(400, String.valueOf(malformed.getMessage()));
        }
    }

    /** {@code {"kind": …, "name": …, "seconds": …, "who": …, "why": …, "dryRun": …}}. */
    Answer suspend(Request request) throws IOException, InterruptedException {
        Fields fields = new Fields(request.json());
        Instant now = clock.instant();
        Suspension said =
                new Suspension(
                        QueueRequests.kind(fields),
                        QueueRequests.name(fields),
                        now,
                        QueueRequests.until(fields, now),
                        QueueRequests.who(fields),
                        fields.text("why"));
        if (!fields.flag("dryRun")) {
            queue().suspend(said);
            return Answer.of(suspension(said));
        }
        Map<String, Object> answer = new LinkedHashMap<>(suspension(said));
        answer.put("dryRun", true);
        if (said.kind() != Suspension.Kind.SOURCE) {
            answer.put("messages", queue().count(QueueFilter.of(said.kind().word(), said.name())));
        }
        return Answer.of(answer);
    }

    /** {@code {"kind": …, "name": …, "who": …, "dryRun": …}}. */
    Answer lift(Request request) throws IOException, InterruptedException {
        Fields fields = new Fields(request.json());
        String name = QueueRequests.name(fields);
        if (fields.flag("dryRun")) {
            return wouldLift(QueueRequests.kind(fields), name);
        }
        return queue().lift(QueueRequests.kind(fields), name, QueueRequests.who(fields))
                ? Answer.of(Map.of("resumed", name))
                : Answer.error(404, fields.text("kind") + " " + name + " isn't suspended");
    }

    private Answer wouldLift(Suspension.Kind kind, String name)
            throws IOException, InterruptedException {
        boolean known =
                queue().suspensions().stream()
                        .anyMatch(
                                said -> said.kind() == kind && said.name().equalsIgnoreCase(name));
        if (!known) {
            return Answer.error(404, kind.word() + " " + name + " isn't suspended");
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("resumed", name);
        answer.put("dryRun", true);
        if (kind != Suspension.Kind.SOURCE) {
            answer.put(
                    "messages",
                    queue().count(
                                    new QueueFilter(
                                            Map.of(kind.word(), name, "state", "suspended"))));
        }
        return Answer.of(answer);
    }

    static Map<String, Object> suspension(Suspension said) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", said.kind().word());
        fields.put("name", said.name());
        fields.put("since", said.since().toString());
        fields.put("until", said.until().equals(Instant.MAX) ? "" : said.until().toString());
        fields.put("who", said.who());
        fields.put("why", said.why());
        return fields;
    }

    Answer pause(@SuppressWarnings("unused") Request request) throws IOException {
        queue().pause();
        return Answer.of(Map.of("paused", true));
    }

    /** {@code {"dryRun": …}}. */
    Answer resume(Request request) throws IOException {
        if (new Fields(request.json()).flag("dryRun")) {
            QueueControl.QueueStatus now = queue().status();
            return Answer.of(
                    Map.of("dryRun", true, "paused", now.paused(), "recipients", now.waiting()));
        }
        queue().resume();
        return Answer.of(Map.of("paused", false));
    }

    private QueueControl queue() {
        Optional<QueueControl> queue = services.queue();
        return queue.orElseThrow(() -> new RefusedException(503, "the queue isn't there now"));
    }

    private static Map<String, Object> message(QueuedMessage message) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", message.id().value());
        fields.put("received", message.received().toString());
        fields.put("size", message.size());
        fields.put("reversePath", message.reversePath());
        fields.put("hold", message.hold());
        fields.put("waiting", message.waiting().stream().map(QueueEndpoints::waiting).toList());
        return fields;
    }

    private static Map<String, Object> waiting(Waiting waiting) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("recipient", waiting.recipient());
        fields.put("state", waiting.state());
        fields.put("attempts", waiting.attempts());
        fields.put("due", waiting.due().toString());
        fields.put("reason", waiting.reason());
        fields.put("site", waiting.site());
        fields.put("doubtful", waiting.doubtful());
        return fields;
    }
}
