// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much TLS a session with a next hop must have; each level asks more than the one before. */
public enum TlsLevel {
    /** None, even where it is offered. */
    NONE,
    /** Where it is offered and works, with any certificate (RFC 7435). */
    OPPORTUNISTIC,
    /** Always, with any certificate. */
    ENCRYPT,
    /** Always, with a trusted certificate for the hop's name. */
    VERIFY,
    /** The same, with a host that the domain's published policy names (RFC 8461), or by DANE. */
    MTA_STS,
    /** With a certificate that the hop's TLSA records name (RFC 7672), which must be there. */
    DANE;

    /** As configuration and scripts write it: in lower case, {@code -} between words. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one that is written so; empty where there is none. */
    public static Optional<TlsLevel> of(String word) {
        return Arrays.stream(values()).filter(level -> level.word().equals(word)).findFirst();
    }
}
