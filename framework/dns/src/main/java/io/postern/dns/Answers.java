// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import io.postern.api.lookup.DnsAnswer;

import org.xbill.DNS.Record;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Turns dnsjava's records into ours, and two answers into one. */
final class Answers {
    /** RFC 6761 section 6.3: nobody needs to be asked. */
    static final DnsAnswer<InetAddress> LOOPBACK =
            new DnsAnswer.Found<>(
                    List.of(InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("127.0.0.1")));

    private Answers() {}

    static <R extends Record, T> DnsAnswer<T> map(
            DnsAnswer<Record> answer, Class<R> type, Function<R, T> ours) {
        return switch (answer) {
            case DnsAnswer.Found<Record>(List<Record> records, boolean authenticated) ->
                    new DnsAnswer.Found<>(
                            records.stream().map(type::cast).map(ours).toList(), authenticated);
            case DnsAnswer.NoRecord<Record>(boolean authenticated) ->
                    new DnsAnswer.NoRecord<>(authenticated);
            case DnsAnswer.NoDomain<Record>(boolean authenticated) ->
                    new DnsAnswer.NoDomain<>(authenticated);
            case DnsAnswer.Unknown<Record>(String reason) -> new DnsAnswer.Unknown<>(reason);
        };
    }

    /**
     * The records of both, authenticated where each answer with records is; of two that have none,
     * the one that says less.
     */
    static <T> DnsAnswer<T> either(DnsAnswer<T> one, DnsAnswer<T> other) {
        if (one instanceof DnsAnswer.Found<T>(List<T> first, boolean sure)) {
            return other instanceof DnsAnswer.Found<T>(List<T> second, boolean alsoSure)
                    ? new DnsAnswer.Found<>(
                            Stream.concat(first.stream(), second.stream()).toList(),
                            sure && alsoSure)
                    : one;
        }
        if (other instanceof DnsAnswer.Found<T> || other instanceof DnsAnswer.Unknown<T>) {
            return other;
        }
        return one instanceof DnsAnswer.NoDomain<T> ? other : one;
    }
}
