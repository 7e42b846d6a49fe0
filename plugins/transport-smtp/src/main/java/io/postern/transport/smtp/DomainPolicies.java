// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.lookup.MtaSts;
import io.postern.api.lookup.StsAnswer;
import io.postern.api.lookup.StsPolicy;
import io.postern.api.lookup.StsPolicy.Mode;
import io.postern.api.lookup.StsTrouble;
import io.postern.api.mail.Domain;
import io.postern.api.mail.Recipient;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.TlsLevel;
import io.postern.smtp.Idna;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What domains ask of the hosts that take their mail (RFC 8461). Blocks for the policies. Safe for
 * many threads.
 *
 * @param auto whether policies are looked for where nobody asks for them
 */
record DomainPolicies(MtaSts sts, boolean auto) {
    /** There is no policy, or nobody has looked. */
    private static final StsAnswer NONE = new StsAnswer.None(StsTrouble.NONE);

    /**
     * Parts the recipients by their domains' policies: a host may serve several domains, and be
     * good enough for one and not for another.
     */
    List<Party> part(DeliveryAttempt attempt, TlsLevel level) throws InterruptedException {
        boolean wanted =
                isAskedFor(level) && !attempt.hops().stream().allMatch(DomainPolicies::isSmartHost);
        Map<Domain, StsAnswer> known = new HashMap<>();
        Map<Optional<StsPolicy>, Part> parts = new LinkedHashMap<>();
        for (Recipient recipient : attempt.recipients()) {
            Domain domain = Idna.toAscii(recipient.mailbox().domain());
            if (!known.containsKey(domain)) {
                known.put(domain, wanted && !domain.isLiteral() ? sts.policy(domain.name()) : NONE);
            }
            parts.computeIfAbsent(policy(known.get(domain)), _ -> new Part())
                    .add(recipient, domain, known.get(domain));
        }
        return parts.entrySet().stream().map(e -> e.getValue().party(e.getKey())).toList();
    }

    /** Who judges a hop: at a smart host its own policy counts (section 3.4). */
    Party at(NextHop hop, Party party, TlsLevel level) throws InterruptedException {
        if (!isSmartHost(hop)) {
            return party;
        }
        String domain = hop.host().toLowerCase(Locale.ROOT);
        StsAnswer answer = isAskedFor(level) ? sts.policy(domain) : NONE;
        return new Party(party.recipients(), Map.of(domain, answer), policy(answer));
    }

    private static final class Part {
        private final List<Recipient> recipients = new ArrayList<>();
        private final Map<String, StsAnswer> domains = new HashMap<>();

        void add(Recipient recipient, Domain domain, StsAnswer answer) {
            recipients.add(recipient);
            domains.put(domain.name(), answer);
        }

        Party party(Optional<StsPolicy> policy) {
            return new Party(recipients, domains, policy);
        }
    }

    /** Where TLSA records are asked for, a policy can't make up for them (section 2). */
    boolean isAskedFor(TlsLevel level) {
        return switch (level) {
            case OPPORTUNISTIC, ENCRYPT, VERIFY -> auto;
            case MTA_STS -> true;
            case NONE, DANE -> false;
        };
    }

    private static boolean isSmartHost(NextHop hop) {
        return hop.source() == NextHop.Source.CONFIGURED;
    }

    private static Optional<StsPolicy> policy(StsAnswer answer) {
        return answer instanceof StsAnswer.Holds holds && holds.policy().mode() != Mode.NONE
                ? Optional.of(holds.policy())
                : Optional.empty();
    }
}
