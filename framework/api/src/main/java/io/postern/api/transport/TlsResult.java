// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import java.util.List;

/**
 * How it went to make a session with a host safe, on behalf of one domain (RFC 8460).
 *
 * @param domain of the recipients, or the smart host, in A-labels
 * @param policy what the session had to meet
 * @param session with whom
 * @param failure {@link Failure#NONE} where it went well
 * @param reason for people, more than the failure says; may be empty
 */
public record TlsResult(
        String domain, Policy policy, Session session, Failure failure, String reason) {

    /**
     * What the domain or its hosts have published.
     *
     * @param lines its text, one line each
     * @param mx the hosts that it is for, or patterns of them
     */
    public record Policy(PolicyType type, List<String> lines, List<String> mx) {
        /** Nothing is published, or nobody has looked. */
        public static final Policy NONE =
                new Policy(PolicyType.NO_POLICY_FOUND, List.of(), List.of());

        public Policy {
            lines = List.copyOf(lines);
            mx = List.copyOf(mx);
        }
    }

    /** The kinds of policy. */
    public enum PolicyType {
        /** TLSA records (RFC 7672). */
        TLSA,
        /** MTA-STS (RFC 8461). */
        STS,
        /** None. */
        NO_POLICY_FOUND
    }

    /**
     * The two ends.
     *
     * @param host the name we looked for
     * @param address its IP address; empty where none was connected to
     * @param source our IP address; likewise
     */
    public record Session(String host, String address, String source) {}

    /** What went wrong (RFC 8460 section 4.3). */
    public enum Failure {
        /** Nothing. */
        NONE,
        /** STARTTLS isn't offered, or refused. */
        STARTTLS_NOT_SUPPORTED,
        /** The certificate, or the policy, is for other hosts. */
        CERTIFICATE_HOST_MISMATCH,
        /** The certificate isn't valid any more. */
        CERTIFICATE_EXPIRED,
        /** Nobody whom we trust vouches for the certificate. */
        CERTIFICATE_NOT_TRUSTED,
        /** Anything else in the handshake. */
        VALIDATION_FAILURE,
        /** No TLSA record can be used, or none names the certificate. */
        TLSA_INVALID,
        /** DNSSEC doesn't vouch for the TLSA records, or nobody can tell. */
        DNSSEC_INVALID,
        /** We need TLSA records of the host, and there are none. */
        DANE_REQUIRED,
        /** The policy can't be fetched. */
        STS_POLICY_FETCH_ERROR,
        /** What was fetched is no policy. */
        STS_POLICY_INVALID,
        /** The certificate of the policy's server isn't good. */
        STS_WEBPKI_INVALID
    }
}
