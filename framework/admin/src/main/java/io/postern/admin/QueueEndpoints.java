// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.mail.QueueId;
import io.postern.queue.QueueControl;
import io.postern.queue.QueueControl.QueuedMessage;
import io.postern.queue.QueueControl.Waiting;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /api/queue}: what waits, and the levers. Reads change nothing. */
final class QueueEndpoints {
    private static final int MOST = 100;
    private static final int MOST_ALLOWED = 10_000;

    private final Services services;

    QueueEndpoints(Services services) {
        this.services = services;
    }

    Answer list(Request request) throws IOException {
        QueueControl queue = queue();
        int most = Math.min(request.number("most", MOST), MOST_ALLOWED);
        List<QueuedMessage> messages = most == 0 ? List.of() : queue.list(most);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("total", Math.max(queue.status().messages(), messages.size()));
        fields.put("messages", messages.stream().map(QueueEndpoints::message).toList());
        return Answer.of(fields);
    }

    /** {@code {"all": true}} or {@code {"ids": […]}}. */
    Answer retry(Request request) throws IOException {
        Map<String, Object> body = request.json();
        boolean all = Boolean.TRUE.equals(body.get("all"));
        List<QueueId> ids =
                body.get("ids") instanceof List<?> list
                        ? list.stream().map(id -> queueId(String.valueOf(id))).toList()
                        : List.of();
        if (all != ids.isEmpty()) {
            throw new RefusedException(400, "say ids, or all");
        }
        return Answer.of(Map.of("recipients", queue().retry(ids)));
    }

    Answer pause(@SuppressWarnings("unused") Request request) throws IOException {
        queue().pause();
        return Answer.of(Map.of("paused", true));
    }

    Answer resume(@SuppressWarnings("unused") Request request) throws IOException {
        queue().resume();
        return Answer.of(Map.of("paused", false));
    }

    /** {@code {"id": …}}. */
    Answer release(Request request) throws IOException {
        String id = String.valueOf(request.json().get("id"));
        return queue().release(queueId(id))
                ? Answer.of(Map.of("released", id))
                : Answer.error(404, "no held message " + id);
    }

    private QueueControl queue() {
        Optional<QueueControl> queue = services.queue();
        return queue.orElseThrow(() -> new RefusedException(503, "the queue isn't there now"));
    }

    private static QueueId queueId(String text) {
        try {
            return new QueueId(text);
        } catch (IllegalArgumentException _) {
            throw new RefusedException(400, "no queue id: " + text);
        }
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
        return fields;
    }
}
