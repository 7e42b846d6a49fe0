// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.Map;

/** The conditions by which {@code postern queue} chooses mail; the server checks them. */
final class QueueFilterOptions {
    @Option(names = "--domain", paramLabel = "D", description = "Recipients in D, or *.D.")
    private String domain = "";

    @Option(names = "--site", paramLabel = "S", description = "Recipients that go to a site.")
    private String site = "";

    @Option(
            names = "--sender",
            paramLabel = "A",
            description = "Messages from A, @domain, a*b, or <>.")
    private String sender = "";

    @Option(names = "--recipient", paramLabel = "A", description = "Recipients A, @domain or a*b.")
    private String recipient = "";

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "active, held, ready, routing, suspended or waiting.")
    private String state = "";

    @Option(
            names = "--reason",
            paramLabel = "REGEX",
            description = "Recipients whose last reason has a match.")
    private String reason = "";

    @Option(names = "--older", paramLabel = "3h", description = "Messages older than that.")
    private String older = "";

    @Option(names = "--younger", paramLabel = "3h", description = "Messages younger than that.")
    private String younger = "";

    @Option(names = "--larger", paramLabel = "1MiB", description = "Messages larger than that.")
    private String larger = "";

    @Option(names = "--smaller", paramLabel = "1MiB", description = "Messages smaller than that.")
    private String smaller = "";

    /** Those that are given. */
    Map<String, String> conditions() {
        Map<String, String> given = new LinkedHashMap<>();
        put(given, "domain", domain);
        put(given, "site", site);
        put(given, "sender", sender);
        put(given, "recipient", recipient);
        put(given, "state", state);
        put(given, "reason", reason);
        put(given, "older", older);
        put(given, "younger", younger);
        put(given, "larger", larger);
        put(given, "smaller", smaller);
        return given;
    }

    /** As parameters of a query, each with a {@code &} before it. */
    String query() {
        StringBuilder query = new StringBuilder();
        conditions()
                .forEach(
                        (key, value) ->
                                query.append('&')
                                        .append(key)
                                        .append('=')
                                        .append(ClientCommand.encoded(value)));
        return query.toString();
    }

    private static void put(Map<String, String> given, String key, String value) {
        if (!value.isEmpty()) {
            given.put(key, value);
        }
    }
}
