// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.lookup.StsAnswer;
import io.postern.api.lookup.StsPolicy;
import io.postern.api.lookup.StsTrouble;
import io.postern.api.lookup.TlsaRecord;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.TlsLevel;
import io.postern.api.transport.TlsResult;
import io.postern.api.transport.TlsResult.Failure;
import io.postern.api.transport.TlsResult.Policy;
import io.postern.api.transport.TlsResult.PolicyType;
import io.postern.api.transport.TlsResult.Session;
import io.postern.api.transport.TlsResults;
import io.postern.transport.smtp.IdleSessions.Place;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLSession;

/**
 * Tells how new sessions came to TLS, once for each domain on whose behalf they were made (RFC
 * 8460), and logs where a policy in testing would have kept mail back. Safe for many threads.
 */
record TlsWitness(TlsResults results) {
    private static final Logger LOG = LoggerFactory.getLogger(TlsWitness.class);
    private static final int ENCRYPTION_NEEDED = 10;

    private record Verdict(Failure failure, String reason) {
        private static final Verdict GOOD = new Verdict(Failure.NONE, "");
    }

    /** A host wasn't connected to, since it can't be as safe as it must. */
    void notTried(Party judges, String host, HopTls.Result.Obstacle why) {
        Policy policy =
                why.type() == PolicyType.STS
                        ? sts(judges)
                        : new Policy(why.type(), List.of(), List.of(host));
        Verdict verdict = new Verdict(why.failure(), why.trouble().status().text());
        tell(judges, policy, new Session(host, "", ""), verdict);
    }

    /**
     * A session came as far as it could.
     *
     * @param refusal why it is of no use; empty where it is
     */
    void introduced(
            Party judges, SmtpSession session, Place place, Optional<DeliveryOutcome> refusal) {
        Optional<SSLSession> tls = session.connection().tls();
        boolean early = tls.isEmpty() && refusal.isPresent() && !isForTls(refusal.get());
        if (place.demand().isWanted() && !early) {
            tell(judges, session, place, verdict(judges, place, tls));
        }
    }

    /** The handshake failed. */
    void failed(Party judges, SmtpSession session, Place place, HandshakeException failed) {
        Failure failure =
                failed.refusal().map(TlsWitness::failure).orElse(Failure.VALIDATION_FAILURE);
        String reason = DeliveryTrouble.cut(String.valueOf(failed.getMessage()));
        tell(judges, session, place, new Verdict(failure, reason));
    }

    private static boolean isForTls(DeliveryOutcome refusal) {
        return refusal.status().subject() == 7 && refusal.status().detail() == ENCRYPTION_NEEDED;
    }

    private static Verdict verdict(Party judges, Place place, Optional<SSLSession> tls) {
        if (tls.isEmpty()) {
            return new Verdict(Failure.STARTTLS_NOT_SUPPORTED, "");
        }
        if (!isTrial(judges, place.demand())) {
            return Verdict.GOOD;
        }
        if (!judges.policy().orElseThrow().names(place.host())) {
            return new Verdict(Failure.VALIDATION_FAILURE, "the policy doesn't name the host");
        }
        return AnyCertificate.doubt(tls.get())
                .map(doubt -> new Verdict(failure(doubt), said(doubt)))
                .orElse(Verdict.GOOD);
    }

    private static boolean isTrial(Party judges, TlsDemand demand) {
        return demand.level().compareTo(TlsLevel.MTA_STS) < 0
                && judges.policy().filter(p -> p.mode() == StsPolicy.Mode.TESTING).isPresent();
    }

    private static Failure failure(CertificateException refusal) {
        for (Throwable next = refusal; next != null; next = next.getCause()) {
            if (next instanceof CertificateExpiredException) {
                return Failure.CERTIFICATE_EXPIRED;
            }
            if (next instanceof GeneralSecurityException
                    && !(next instanceof CertificateException)) {
                return refusal.toString().contains("validity check failed")
                        ? Failure.CERTIFICATE_EXPIRED
                        : Failure.CERTIFICATE_NOT_TRUSTED;
            }
        }
        return said(refusal).startsWith("No ")
                ? Failure.CERTIFICATE_HOST_MISMATCH
                : Failure.VALIDATION_FAILURE;
    }

    private static String said(CertificateException refusal) {
        return DeliveryTrouble.cut(String.valueOf(refusal.getMessage()));
    }

    private void tell(Party judges, SmtpSession session, Place place, Verdict verdict) {
        if (verdict.failure() != Failure.NONE && isTrial(judges, place.demand())) {
            LOG.info(
                    "peer={} host={} domains={} MTA-STS policy in testing is not met: {} {}",
                    place.address(),
                    place.host(),
                    judges.domains().keySet(),
                    verdict.failure(),
                    verdict.reason());
        }
        Session ends =
                new Session(
                        place.host(),
                        place.address().getAddress().getHostAddress(),
                        session.connection().source());
        tell(judges, policy(judges, place), ends, verdict);
    }

    private void tell(Party judges, Policy policy, Session ends, Verdict verdict) {
        judges.domains()
                .forEach(
                        (domain, answer) -> {
                            Failure fetch = fetch(answer);
                            boolean fetched =
                                    policy.type() != PolicyType.NO_POLICY_FOUND
                                            || fetch == Failure.NONE;
                            results.add(
                                    fetched
                                            ? result(domain, policy, ends, verdict)
                                            : result(
                                                    domain,
                                                    new Policy(
                                                            PolicyType.STS, List.of(), List.of()),
                                                    ends,
                                                    new Verdict(fetch, answer.trouble().reason())));
                        });
    }

    private static TlsResult result(String domain, Policy policy, Session ends, Verdict verdict) {
        return new TlsResult(domain, policy, ends, verdict.failure(), verdict.reason());
    }

    private static Failure fetch(StsAnswer answer) {
        StsTrouble.Kind kind =
                answer instanceof StsAnswer.None(StsTrouble trouble)
                        ? trouble.kind()
                        : StsTrouble.Kind.NONE;
        return switch (kind) {
            case NONE, NOT_ANNOUNCED -> Failure.NONE;
            case FETCH -> Failure.STS_POLICY_FETCH_ERROR;
            case CERTIFICATE -> Failure.STS_WEBPKI_INVALID;
            case INVALID -> Failure.STS_POLICY_INVALID;
        };
    }

    private static Policy policy(Party judges, Place place) {
        List<TlsaRecord> tlsa = place.demand().tlsa();
        return tlsa.isEmpty()
                ? sts(judges)
                : new Policy(
                        PolicyType.TLSA,
                        tlsa.stream().map(TlsaRecord::toString).toList(),
                        List.of(place.host()));
    }

    private static Policy sts(Party judges) {
        return judges.policy()
                .map(policy -> new Policy(PolicyType.STS, policy.lines(), policy.mx()))
                .orElse(Policy.NONE);
    }
}
