// SPDX-License-Identifier: Apache-2.0
package io.postern.router.mx;

import io.postern.api.lookup.MxRecord;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Which of a domain's mail exchangers to try, and in what order. Pure. */
final class Exchangers {
    /** The last is a backup's backup; nobody waits for more. */
    static final int MOST = 20;

    private static final String LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    /** A name that ends in a number is an address written as one, or nothing. */
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?[0-9]+");

    private Exchangers() {}

    /**
     * Without every exchanger that is no better than ourselves: it would hand the mail back to us
     * (RFC 5321 section 5.1).
     */
    static List<MxRecord> beforeOurs(List<MxRecord> records, Predicate<String> isOurs) {
        int ours =
                records.stream()
                        .filter(mx -> isOurs.test(mx.host()))
                        .mapToInt(MxRecord::preference)
                        .min()
                        .orElse(Integer.MAX_VALUE);
        return records.stream().filter(mx -> mx.preference() < ours).toList();
    }

    /** By preference, equal ones in an order of chance; names that can't be a host's left out. */
    static List<MxRecord> usable(List<MxRecord> records, RandomGenerator random) {
        List<MxRecord> hosts = new ArrayList<>();
        records.stream().filter(mx -> isHost(mx.host())).forEach(hosts::add);
        Collections.shuffle(hosts, random);
        hosts.sort(Comparator.comparingInt(MxRecord::preference));
        return hosts.subList(0, Math.min(MOST, hosts.size()));
    }

    static boolean isHost(String name) {
        return name.length() <= 253
                && NAME.matcher(name).matches()
                && !NUMERIC.matcher(name).matches();
    }

    /** The address in {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}. */
    static Optional<String> literal(String domain) {
        if (!domain.endsWith("]")) {
            return Optional.empty();
        }
        String inner = domain.substring(1, domain.length() - 1);
        boolean six = inner.startsWith("ipv6:");
        String text = six ? inner.substring("ipv6:".length()) : inner;
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            String canonical = address.getHostAddress();
            boolean good =
                    six
                            ? address instanceof Inet6Address && text.indexOf('%') < 0
                            : canonical.equals(text);
            return good ? Optional.of(canonical) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
