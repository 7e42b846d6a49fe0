// SPDX-License-Identifier: Apache-2.0
package io.postern.api.lookup;

import org.osgi.annotation.versioning.ProviderType;

/** Knows the policies by which domains ask for TLS with their hosts (RFC 8461). A service. */
@ProviderType
public interface MtaSts {
    /**
     * The policy of a domain. Blocks for the DNS, and up to 10 seconds while one is fetched; what
     * was said holds for a minute. Never fails: not to know a policy is an answer. Safe for many
     * threads.
     *
     * @param domain a policy domain in A-labels: what is after the {@code @}, or the smart host
     */
    StsAnswer policy(String domain) throws InterruptedException;
}
