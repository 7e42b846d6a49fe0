// SPDX-License-Identifier: Apache-2.0
package io.postern.api.lookup;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;

/**
 * What the DNS says. Not knowing is an answer of its own, so that nobody takes it for "no"; what
 * fails DNSSEC validation is such a one. Answers are authenticated where DNSSEC vouches for all of
 * it, aliases included (RFC 4035 section 3.2.3): who vouches is what {@code dns: dnssec:} says.
 */
@ProviderType
public sealed interface DnsAnswer<T> {
    /** Whether DNSSEC vouches for it; false where the zone isn't signed or nobody has looked. */
    boolean authenticated();

    /** These records, at least one. */
    record Found<T>(List<T> records, boolean authenticated) implements DnsAnswer<T> {
        public Found {
            records = List.copyOf(records);
        }

        /** Records that nobody vouches for. */
        public Found(List<T> records) {
            this(records, false);
        }
    }

    /** The name exists and has no record of the type (RFC 2308: NODATA). */
    record NoRecord<T>(boolean authenticated) implements DnsAnswer<T> {
        /** Nobody vouches for it. */
        public NoRecord() {
            this(false);
        }
    }

    /** There is no such name (RFC 8020: NXDOMAIN). */
    record NoDomain<T>(boolean authenticated) implements DnsAnswer<T> {
        /** Nobody vouches for it. */
        public NoDomain() {
            this(false);
        }
    }

    /** Nobody can tell now: time-out, SERVFAIL, a broken answer, a signature that is wrong. */
    record Unknown<T>(String reason) implements DnsAnswer<T> {
        @Override
        public boolean authenticated() {
            return false;
        }
    }
}
