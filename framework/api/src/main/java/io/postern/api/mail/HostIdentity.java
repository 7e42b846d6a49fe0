// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Who we are and what we are responsible for, from {@code hostname:} and {@code domains:}. A
 * service.
 */
@ProviderType
public interface HostIdentity {
    /** Our name in greetings, EHLO, trace fields and bounces. */
    String hostname();

    /** Whether mail for the domain is delivered here ({@code domains: local:}). */
    boolean isLocal(Domain domain);

    /**
     * Whether mail for the domain is taken from anybody and routed on ({@code domains: relay:}).
     */
    boolean isRelay(Domain domain);

    /**
     * Where a mailbox without a domain is (RFC 5321 section 4.1.1.3): the first local domain, else
     * our name.
     */
    Domain defaultDomain();
}
