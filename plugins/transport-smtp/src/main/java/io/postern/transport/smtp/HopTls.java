// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.StsPolicy;
import io.postern.api.lookup.StsPolicy.Mode;
import io.postern.api.lookup.TlsaRecord;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.TlsLevel;
import io.postern.api.transport.TlsResult.Failure;
import io.postern.api.transport.TlsResult.PolicyType;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds how much TLS a hop must do: what is asked for, what the hop promises by TLSA records (RFC
 * 7672), and, where it has none, what the recipients' domains promise of it (RFC 8461). Blocks for
 * the DNS. Safe for many threads.
 *
 * @param dane whether TLSA records are looked for where nobody asks for them
 */
record HopTls(DnsResolver dns, boolean dane) {
    /** DANE-TA and DANE-EE; the PKIX ones are of no use to SMTP (RFC 7672 section 3.1.3). */
    private static final Set<Integer> USAGES = Set.of(2, 3);

    private static final Set<Integer> SELECTORS = Set.of(0, 1);
    private static final int SHA_256_DIGITS = 64;
    private static final int SHA_512_DIGITS = 128;

    /** What it comes to. */
    sealed interface Result {
        /** So much TLS is needed. */
        record Demand(TlsDemand demand) implements Result {}

        /**
         * The hop isn't to be spoken to now.
         *
         * @param type of the policy that it doesn't meet
         */
        record Obstacle(DeliveryOutcome trouble, PolicyType type, Failure failure)
                implements Result {}
    }

    /**
     * For one hop.
     *
     * @param asked what operator and sender ask for
     * @param addressed whether its addresses are authenticated
     */
    Result of(NextHop hop, Party party, TlsDemand asked, boolean addressed)
            throws InterruptedException {
        Result byRecords = byRecords(hop, asked, addressed);
        return byRecords instanceof Result.Demand(TlsDemand demand) && demand.tlsa().isEmpty()
                ? byPolicy(hop, party, demand)
                : byRecords;
    }

    private static Result byPolicy(NextHop hop, Party party, TlsDemand asked) {
        boolean must = asked.level() == TlsLevel.MTA_STS;
        Optional<StsPolicy> policy = party.policy();
        DeliveryTrouble trouble = new DeliveryTrouble(hop.host());
        if (policy.isEmpty()) {
            return must
                    ? new Result.Obstacle(
                            trouble.noPolicy(asked, "no MTA-STS policy is known"),
                            PolicyType.NO_POLICY_FOUND,
                            Failure.VALIDATION_FAILURE)
                    : new Result.Demand(asked);
        }
        if (policy.get().mode() != Mode.ENFORCE && !must) {
            return new Result.Demand(asked);
        }
        return policy.get().names(hop.host())
                ? new Result.Demand(asked.atLeast(TlsLevel.MTA_STS))
                : new Result.Obstacle(
                        trouble.notNamed(), PolicyType.STS, Failure.VALIDATION_FAILURE);
    }

    private Result byRecords(NextHop hop, TlsDemand asked, boolean addressed)
            throws InterruptedException {
        DeliveryTrouble trouble = new DeliveryTrouble(hop.host());
        if (!isAskedFor(asked)) {
            return new Result.Demand(asked);
        }
        if (!addressed || hop.source() == NextHop.Source.DNS) {
            return without(asked, trouble, "the way to it is not authenticated by DNSSEC");
        }
        return switch (dns.tlsa(hop.host(), hop.port())) {
            case DnsAnswer.Found<TlsaRecord>(List<TlsaRecord> records, boolean sure) ->
                    sure
                            ? withRecords(asked, trouble, records)
                            : without(asked, trouble, "its TLSA records are not authenticated");
            case DnsAnswer.NoRecord<TlsaRecord> _, DnsAnswer.NoDomain<TlsaRecord> _ ->
                    without(asked, trouble, "it has no TLSA records");
            // Whoever can hinder the answer must not be able to switch DANE off by that.
            case DnsAnswer.Unknown<TlsaRecord>(String reason) ->
                    new Result.Obstacle(
                            trouble.noTlsa(reason), PolicyType.TLSA, Failure.DNSSEC_INVALID);
        };
    }

    private boolean isAskedFor(TlsDemand asked) {
        return switch (asked.level()) {
            case DANE -> true;
            case OPPORTUNISTIC, ENCRYPT, MTA_STS -> dane;
            case VERIFY -> dane && asked.bySender();
            case NONE -> false;
        };
    }

    private static Result without(TlsDemand asked, DeliveryTrouble trouble, String why) {
        return asked.level() == TlsLevel.DANE
                ? new Result.Obstacle(
                        trouble.noPolicy(asked, why), PolicyType.TLSA, Failure.DANE_REQUIRED)
                : new Result.Demand(asked);
    }

    /** Where none of them is of use, TLS is needed all the same (RFC 7672 section 2.2). */
    private static Result withRecords(
            TlsDemand asked, DeliveryTrouble trouble, List<TlsaRecord> records) {
        List<TlsaRecord> usable = records.stream().filter(HopTls::isUsable).toList();
        return usable.isEmpty()
                ? without(asked.atLeast(TlsLevel.ENCRYPT), trouble, "no TLSA record is usable")
                : new Result.Demand(asked.matching(usable));
    }

    private static boolean isUsable(TlsaRecord record) {
        int digits = record.data().length();
        boolean whole =
                switch (record.matching()) {
                    case 0 -> digits > 0;
                    case 1 -> digits == SHA_256_DIGITS;
                    case 2 -> digits == SHA_512_DIGITS;
                    default -> false;
                };
        return whole && USAGES.contains(record.usage()) && SELECTORS.contains(record.selector());
    }
}
