// SPDX-License-Identifier: Apache-2.0
package io.postern.api.lookup;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Instant;

/** Which policy a domain has for mail to it, as far as we know. */
@ProviderType
public sealed interface StsAnswer {
    /** Why there is no newer one; {@link StsTrouble#NONE} where there was no reason to look. */
    StsTrouble trouble();

    /**
     * This one holds.
     *
     * @param id the version of it, as the domain's TXT record has it
     * @param until when it ends, unless it is fetched anew before
     */
    record Holds(StsPolicy policy, String id, Instant fetched, Instant until, StsTrouble trouble)
            implements StsAnswer {}

    /** None that we know of: mail goes as if there were none (RFC 8461 section 3.3). */
    record None(StsTrouble trouble) implements StsAnswer {}
}
