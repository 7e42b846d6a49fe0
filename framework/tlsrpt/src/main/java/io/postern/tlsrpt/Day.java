// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import io.postern.api.transport.TlsResult;
import io.postern.api.transport.TlsResult.Policy;
import io.postern.api.transport.TlsResult.PolicyType;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was counted on one day of UTC, by domain and policy. All state is guarded by this object.
 */
final class Day {
    /** Of those that come later nothing is counted. */
    static final int MOST_DOMAINS = 10_000;

    /** Of a domain; a policy that changes during the day counts as another. */
    static final int MOST_POLICIES = 10;

    private final LocalDate date;
    private final Map<String, Map<Policy, Tally>> domains = new LinkedHashMap<>();
    private boolean changed;

    Day(LocalDate date) {
        this.date = date;
    }

    LocalDate date() {
        return date;
    }

    synchronized void add(TlsResult result) {
        @Nullable Tally tally = tally(result.domain(), result.policy());
        if (tally != null) {
            tally.add(result);
            changed = true;
        }
    }

    private @Nullable Tally tally(String domain, Policy policy) {
        if (!domains.containsKey(domain) && domains.size() == MOST_DOMAINS) {
            return null;
        }
        Map<Policy, Tally> policies = domains.computeIfAbsent(domain, _ -> new LinkedHashMap<>());
        if (!policies.containsKey(policy) && policies.size() == MOST_POLICIES) {
            return null;
        }
        return policies.computeIfAbsent(policy, _ -> new Tally());
    }

    /** Whether there is something to write down since the last call. */
    synchronized boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** The {@code policies} of each domain's report. */
    synchronized Map<String, Object> reports() {
        Map<String, Object> reports = new LinkedHashMap<>();
        domains.forEach(
                (domain, policies) -> {
                    List<Object> all = new ArrayList<>();
                    policies.forEach((policy, tally) -> all.add(tally.fields(domain, policy)));
                    reports.put(domain, all);
                });
        return reports;
    }

    /** Counts what was written down before. */
    synchronized void read(Map<String, Object> reports) {
        reports.forEach(
                (domain, policies) -> {
                    if (policies instanceof List<?> all) {
                        all.forEach(one -> read(domain, one));
                    }
                });
    }

    private void read(String domain, Object fields) {
        if (fields instanceof Map<?, ?> map && map.get("policy") instanceof Map<?, ?> policy) {
            @Nullable Tally tally = tally(domain, policy(policy));
            if (tally != null) {
                tally.read(map);
            }
        }
    }

    private static Policy policy(Map<?, ?> fields) {
        String word = String.valueOf(fields.get("policy-type"));
        PolicyType type =
                switch (word) {
                    case "tlsa" -> PolicyType.TLSA;
                    case "sts" -> PolicyType.STS;
                    default -> PolicyType.NO_POLICY_FOUND;
                };
        return new Policy(type, texts(fields.get("policy-string")), texts(fields.get("mx-host")));
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
