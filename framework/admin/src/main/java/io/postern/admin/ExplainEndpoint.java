// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.queue.QueueControl;
import io.postern.queue.SiteReport;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /api/queue/explain?site=…}: what keeps mail for a site from going faster. */
final class ExplainEndpoint implements Endpoint {
    private final Services services;

    ExplainEndpoint(Services services) {
        this.services = services;
    }

    @Override
    public Answer answer(Request request) throws IOException {
        List<String> sites = request.parameters("site");
        if (sites.size() != 1 || sites.getFirst().isBlank()) {
            throw new RefusedException(400, "say which site, domain or host");
        }
        QueueControl queue =
                services.queue()
                        .orElseThrow(() -> new RefusedException(503, "the queue isn't there now"));
        List<SiteReport> reports = queue.explainSite(sites.getFirst());
        return reports.isEmpty()
                ? Answer.error(404, unknown(queue, sites.getFirst()))
                : Answer.of(Map.of("sites", reports.stream().map(ExplainEndpoint::site).toList()));
    }

    private static String unknown(QueueControl queue, String name) {
        return "nothing is known of "
                + name
                + " now"
                + queue.suspensions().stream()
                        .filter(said -> said.name().equalsIgnoreCase(name))
                        .findFirst()
                        .map(said -> ", which " + said.who() + " has suspended")
                        .orElse("");
    }

    private static Map<String, Object> site(SiteReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("site", report.site());
        fields.put("transport", report.transport());
        fields.put("hosts", report.hosts());
        fields.put("domains", report.domains());
        fields.put("state", report.state());
        fields.put("limit", report.limit());
        fields.put("ready", report.ready());
        fields.put("active", report.active());
        fields.put("oldest", time(report.oldest()));
        fields.put("blockedUntil", time(report.blockedUntil()));
        fields.put("reason", report.reason());
        fields.put("lastReply", report.lastReply());
        fields.put("suspended", report.suspended());
        fields.put(
                "suspensions",
                report.suspensions().stream().map(QueueEndpoints::suspension).toList());
        fields.put("sources", report.sources().stream().map(ExplainEndpoint::source).toList());
        return fields;
    }

    private static Map<String, Object> source(SiteReport.Source source) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("source", source.source());
        fields.put("limit", source.limit());
        fields.put("ready", source.ready());
        fields.put("senders", source.senders());
        fields.put("active", source.active());
        fields.put("now", source.now());
        fields.put("most", source.most());
        fields.put("why", source.why());
        fields.put("connectionRate", source.connectionRate());
        fields.put("connections", source.connections());
        fields.put("messageRate", source.messageRate());
        fields.put("messages", source.messages());
        fields.put("messagesPerConnection", source.messagesPerConnection());
        fields.put(
                "reactions", source.reactions().stream().map(ExplainEndpoint::reaction).toList());
        return fields;
    }

    private static Map<String, Object> reaction(SiteReport.Reaction reaction) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("change", reaction.change());
        fields.put("share", reaction.share());
        fields.put("until", time(reaction.until()));
        fields.put("why", reaction.why());
        return fields;
    }

    private static String time(Instant instant) {
        return instant.equals(Instant.MAX) || instant.equals(Instant.EPOCH)
                ? ""
                : instant.toString();
    }
}
