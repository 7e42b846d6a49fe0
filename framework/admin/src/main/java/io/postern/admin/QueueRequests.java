// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.mail.QueueId;
import io.postern.api.routing.NextHop;
import io.postern.queue.QueueAction;
import io.postern.queue.QueueFilter;
import io.postern.queue.QueueOrder;
import io.postern.queue.Suspension.Kind;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what requests about the queue say; what can't be is a 400. */
final class QueueRequests {
    private static final Pattern HOP =
            Pattern.compile("([^:\\s\\[\\]]+|\\[[^\\]\\s]+])(?::(\\d{1,5}))?");
    private static final int SMTP = 25;

    private QueueRequests() {}

    /** The filter of a query, a parameter for each condition. */
    static QueueFilter filter(Request request) {
        Map<String, String> conditions = new HashMap<>();
        for (String key : QueueFilter.KEYS) {
            List<String> values = request.parameters(key);
            if (!values.isEmpty()) {
                conditions.put(key, values.getFirst());
            }
        }
        return filter(conditions);
    }

    /**
     * An order: {@code ids} or {@code filter} or {@code all}, {@code who}, {@code why}, {@code
     * dryRun}. To mean everything takes a word of its own, so that nothing left out means it.
     */
    static QueueOrder order(QueueAction action, Fields fields) {
        List<QueueId> ids = fields.texts("ids").stream().map(QueueRequests::queueId).toList();
        Map<String, String> conditions = new HashMap<>();
        Fields given = fields.fields("filter");
        given.values().keySet().forEach(key -> conditions.put(key, given.text(key)));
        boolean all = fields.flag("all");
        if (all != (ids.isEmpty() && conditions.isEmpty())) {
            throw new RefusedException(400, "say ids, a filter, or all");
        }
        return new QueueOrder(
                action,
                ids,
                filter(conditions),
                who(fields),
                fields.text("why"),
                fields.flag("dryRun"));
    }

    static String who(Fields fields) {
        String who = fields.text("who");
        return who.isEmpty() ? "the API" : who;
    }

    /** {@code transport} and {@code hops}, both or none. */
    static QueueAction.Reroute reroute(Fields fields) {
        String transport = fields.text("transport");
        List<NextHop> hops = fields.texts("hops").stream().map(QueueRequests::hop).toList();
        if (transport.isEmpty() && !hops.isEmpty()) {
            throw new RefusedException(400, "hops need a transport");
        }
        return new QueueAction.Reroute(transport, hops);
    }

    static Kind kind(Fields fields) {
        return Kind.of(fields.text("kind"))
                .orElseThrow(
                        () ->
                                new RefusedException(
                                        400, "kind: say domain, site, sender or source"));
    }

    static String name(Fields fields) {
        String name = fields.text("name").strip();
        if (name.isEmpty()) {
            throw new RefusedException(400, "name: say which");
        }
        return name;
    }

    /** When something ends that lasts for {@code seconds}; never where that isn't given. */
    static Instant until(Fields fields, Instant now) {
        return switch (fields.values().get("seconds")) {
            case null -> Instant.MAX;
            case Number seconds when seconds.longValue() > 0 ->
                    now.plus(
                            Duration.ofSeconds(Math.min(seconds.longValue(), 100L * 365 * 86_400)));
            default -> throw new RefusedException(400, "seconds: expected a number above 0");
        };
    }

    static QueueId queueId(String text) {
        try {
            return new QueueId(text);
        } catch (IllegalArgumentException _) {
            throw new RefusedException(400, "no queue id: " + text);
        }
    }

    private static QueueFilter filter(Map<String, String> conditions) {
        try {
            return new QueueFilter(conditions);
        } catch (IllegalArgumentException malformed) {
            throw new RefusedException(400, String.valueOf(malformed.getMessage()));
        }
    }

    private static NextHop hop(String text) {
        Matcher matcher = HOP.matcher(text);
        int port =
                matcher.matches() && matcher.group(2) != null
                        ? Integer.parseInt(matcher.group(2))
                        : SMTP;
        if (!matcher.matches() || port < 1 || port > 65_535) {
            throw new RefusedException(400, "no host or host:port: " + text);
        }
        return new NextHop(matcher.group(1), port, 0);
    }
}
