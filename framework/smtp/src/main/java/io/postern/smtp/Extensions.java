// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a server offers in its reply to EHLO (RFC 5321 section 4.1.1.1).
 *
 * @param keywords each in upper case, with its parameters, which may be empty; in their order
 */
public record Extensions(Map<String, String> keywords) {
    /** None, as after HELO. */
    public static final Extensions NONE = new Extensions(Map.of());

    static final String SMTPUTF8 = "SMTPUTF8";

    public Extensions {
        keywords = Collections.unmodifiableMap(new LinkedHashMap<>(keywords));
    }

    /** Those of a 250 reply to EHLO; the first line is the server's name. */
    public static Extensions of(Reply reply) {
        return of(reply.lines().subList(1, reply.lines().size()));
    }

    /** These, each a keyword, maybe with a space and parameters behind it. */
    public static Extensions of(List<String> lines) {
        Map<String, String> keywords = new LinkedHashMap<>();
        for (String line : lines) {
            String text = line.strip();
            int space = text.indexOf(' ');
            String keyword = space < 0 ? text : text.substring(0, space);
            keywords.putIfAbsent(
                    keyword.toUpperCase(Locale.ROOT),
                    space < 0 ? "" : text.substring(space + 1).strip());
        }
        return new Extensions(keywords);
    }

    /** As they stand in the reply to EHLO, behind the line with the server's name. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(keywords.size());
        keywords.forEach((word, about) -> lines.add(about.isEmpty() ? word : word + " " + about));
        return lines;
    }

    /** Whether the keyword, in upper case, was offered. */
    public boolean has(String keyword) {
        return keywords.containsKey(keyword);
    }

    /**
     * The largest message the server takes (RFC 1870 section 3: up to twenty digits, 0 for no fixed
     * limit); empty where it doesn't say.
     */
    public OptionalLong size() {
        String limit = keywords.getOrDefault("SIZE", "");
        if (!limit.matches("[0-9]{1,20}")) {
            return OptionalLong.empty();
        }
        BigInteger octets = new BigInteger(limit).min(BigInteger.valueOf(Long.MAX_VALUE));
        return octets.signum() == 0 ? OptionalLong.empty() : OptionalLong.of(octets.longValue());
    }

    /** The mechanisms of AUTH (RFC 4954 section 3), in upper case. */
    public List<String> auth() {
        return Arrays.stream(keywords.getOrDefault("AUTH", "").split(" ", -1))
                .filter(mechanism -> !mechanism.isEmpty())
                .map(mechanism -> mechanism.toUpperCase(Locale.ROOT))
                .toList();
    }

    /** Recipients that the server takes in one transaction (RFC 9422 section 4.2). */
    public OptionalLong recipientLimit() {
        return limit("RCPTMAX");
    }

    /** Transactions that the server takes in one session (RFC 9422 section 4.1). */
    public OptionalLong transactionLimit() {
        return limit("MAILMAX");
    }

    /** Domains of recipients that the server takes in one transaction (RFC 9422 section 4.3). */
    public OptionalLong recipientDomainLimit() {
        return limit("RCPTDOMAINMAX");
    }

    /** A limit of that name; empty where it isn't there or says nothing useful. */
    private OptionalLong limit(String name) {
        ParameterReader limits = new ParameterReader(" " + keywords.getOrDefault("LIMITS", ""));
        while (limits.next()) {
            if (limits.keyword().equals(name)) {
                return positive(limits.value());
            }
        }
        return OptionalLong.empty();
    }

    /** Up to six digits, not 0 (RFC 9422 section 4). */
    private static OptionalLong positive(String text) {
        return text.matches("[1-9][0-9]{0,5}")
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }
}
