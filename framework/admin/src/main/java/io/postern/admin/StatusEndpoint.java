// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.mail.HostIdentity;
import io.postern.queue.QueueControl.QueueStatus;
import io.postern.spool.SpoolStatus;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** {@code GET /api/status}: how things are; what isn't there yet is left out. */
final class StatusEndpoint implements Endpoint {
    private final Services services;
    private final String version;
    private final InstantSource clock;
    private final Instant started;

    StatusEndpoint(Services services, String version, InstantSource clock) {
        this.services = services;
        this.version = version;
        this.clock = clock;
        this.started = clock.instant();
    }

    @Override
    public Answer answer(Request request) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", version);
        fields.put("hostname", services.host().map(HostIdentity::hostname).orElse(""));
        fields.put("pid", ProcessHandle.current().pid());
        fields.put("started", started.toString());
        fields.put("uptimeSeconds", Duration.between(started, clock.instant()).toSeconds());
        fields.put("listeners", services.listeners());
        fields.put("listenerErrors", services.listenerErrors());
        services.queue().ifPresent(queue -> fields.put("queue", queue(queue.status())));
        services.spool().ifPresent(spool -> fields.put("spool", spool(spool.status())));
        services.dns().ifPresent(dns -> fields.put("dnssec", dns.validation()));
        return Answer.of(fields);
    }

    private static Map<String, Object> queue(QueueStatus status) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("messages", status.messages());
        fields.put("held", status.held());
        fields.put("active", status.active());
        fields.put("waiting", status.waiting());
        fields.put("paused", status.paused());
        boolean none = status.oldest().equals(Instant.MAX);
        fields.put("oldest", none ? "" : status.oldest().toString());
        return fields;
    }

    private static Map<String, Object> spool(SpoolStatus status) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("messages", status.messages());
        fields.put("journalFiles", status.journalFiles());
        fields.put("journalOctets", status.journalOctets());
        fields.put("freeOctets", status.freeOctets());
        fields.put("space", status.space().name().toLowerCase(Locale.ROOT));
        fields.put("trouble", status.trouble());
        fields.put("recovery", status.recovery());
        return fields;
    }
}
