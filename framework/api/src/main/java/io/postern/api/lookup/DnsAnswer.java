// SPDX-License-Identifier: Apache-2.0
package io.postern.api.lookup;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;

/** What the DNS says. Not knowing is an answer of its own, so that nobody takes it for "no". */
@ProviderType
public sealed interface DnsAnswer<T> {
    /** These records, at least one. */
    record Found<T>(List<T> records) implements DnsAnswer<T> {
        public Found {
            records = List.copyOf(records);
        }
    }

    /** The name exists and has no record of the type (RFC 2308: NODATA). */
    record NoRecord<T>() implements DnsAnswer<T> {}

    /** There is no such name (RFC 8020: NXDOMAIN). */
    record NoDomain<T>() implements DnsAnswer<T> {}

    /** Nobody can tell now: time-out, SERVFAIL, a broken answer. */
    record Unknown<T>(String reason) implements DnsAnswer<T> {}
}
