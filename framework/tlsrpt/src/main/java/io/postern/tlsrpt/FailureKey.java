// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import io.postern.api.transport.TlsResult;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Failures that are counted together (RFC 8460 section 4.4).
 *
 * @param type as reports have it
 */
record FailureKey(String type, String source, String host, String address, String reason) {
    private static final int LONGEST_REASON = 200;

    static FailureKey of(TlsResult result) {
        return new FailureKey(
                type(result),
                result.session().source(),
                result.session().host(),
                result.session().address(),
                cut(result.reason()));
    }

    /** One that stands for many of its type. */
    static FailureKey rest(TlsResult result) {
        return new FailureKey(type(result), "", "", "", "others");
    }

    static FailureKey read(Map<?, ?> fields) {
        return new FailureKey(
                text(fields, "result-type"),
                text(fields, "sending-mta-ip"),
                text(fields, "receiving-mx-hostname"),
                text(fields, "receiving-ip"),
                text(fields, "failure-reason-code"));
    }

    Map<String, Object> fields(long count) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("result-type", type);
        put(fields, "sending-mta-ip", source);
        put(fields, "receiving-mx-hostname", host);
        put(fields, "receiving-ip", address);
        fields.put("failed-session-count", count);
        put(fields, "failure-reason-code", reason);
        return fields;
    }

    private static String type(TlsResult result) {
        return word(result.failure().name());
    }

    /** As reports write an enum. */
    static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String cut(String reason) {
        return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
    }

    private static void put(Map<String, Object> fields, String key, String text) {
        if (!text.isEmpty()) {
            fields.put(key, text);
        }
    }

    private static String text(Map<?, ?> fields, String key) {
        return fields.get(key) instanceof String text ? text : "";
    }
}
