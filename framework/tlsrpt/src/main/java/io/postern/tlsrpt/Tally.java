// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import io.postern.api.transport.TlsResult;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of sessions under one policy of a domain. Guarded by its day. */
final class Tally {
    /** Failures told apart; what is more is counted by its type only. */
    static final int MOST_DETAILS = 100;

    private final Map<FailureKey, Long> failures = new LinkedHashMap<>();
    private long successful;

    void add(TlsResult result) {
        if (result.failure() == TlsResult.Failure.NONE) {
            successful++;
            return;
        }
        FailureKey key = FailureKey.of(result);
        boolean room = failures.containsKey(key) || failures.size() < MOST_DETAILS;
        failures.merge(room ? key : FailureKey.rest(result), 1L, Long::sum);
    }

    /** The members of a policy's object in a report (RFC 8460 section 4.4). */
    Map<String, Object> fields(String domain, TlsResult.Policy policy) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("policy-type", FailureKey.word(policy.type().name()));
        named.put("policy-string", policy.lines());
        named.put("policy-domain", domain);
        named.put("mx-host", policy.mx());
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("total-successful-session-count", successful);
        summary.put(
                "total-failure-session-count",
                failures.values().stream().mapToLong(Long::longValue).sum());
        List<Map<String, Object>> details = new ArrayList<>();
        failures.forEach((key, count) -> details.add(key.fields(count)));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("policy", named);
        fields.put("summary", summary);
        fields.put("failure-details", details);
        return fields;
    }

    /** Counts what was written down before. */
    void read(Map<?, ?> fields) {
        if (fields.get("summary") instanceof Map<?, ?> summary) {
            successful += number(summary, "total-successful-session-count");
        }
        if (fields.get("failure-details") instanceof List<?> details) {
            for (Object detail : details) {
                if (detail instanceof Map<?, ?> failure) {
                    long count = number(failure, "failed-session-count");
                    failures.merge(FailureKey.read(failure), count, Long::sum);
                }
            }
        }
    }

    private static long number(Map<?, ?> fields, String key) {
        return fields.get(key) instanceof Number number ? number.longValue() : 0;
    }
}
