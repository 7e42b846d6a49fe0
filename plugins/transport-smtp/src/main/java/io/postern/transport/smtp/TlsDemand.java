// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.lookup.TlsaRecord;
import io.postern.api.mail.ReversePath;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.TlsLevel;

import java.util.List;

/**
 * How much TLS a message needs on its way to a hop.
 *
 * @param level at least
 * @param bySender whether REQUIRETLS asks for it (RFC 8689), so that the message fails where there
 *     is none; else it waits for the operator or the host to mend that
 * @param tlsa what the certificate must be one of; none except for DANE
 */
record TlsDemand(TlsLevel level, boolean bySender, List<TlsaRecord> tlsa) {
    /** What is left when TLS was tried in vain and isn't needed. */
    static final TlsDemand IN_CLEAR = new TlsDemand(TlsLevel.NONE, false);

    TlsDemand {
        tlsa = List.copyOf(tlsa);
    }

    private TlsDemand(TlsLevel level, boolean bySender) {
        this(level, bySender, List.of());
    }

    /**
     * Shaping and the sender may ask for more than the transport does, never for less. A report,
     * which has the null reverse-path, is sent all the same where the demand can't be met: nobody
     * could be told of its loss (RFC 8689 section 5).
     */
    static TlsDemand of(TlsLevel configured, DeliveryAttempt attempt) {
        TlsLevel level =
                attempt.tls().map(shaped -> stricter(shaped, configured)).orElse(configured);
        return attempt.options().requireTls() && attempt.reversePath() instanceof ReversePath.Of
                ? new TlsDemand(stricter(level, TlsLevel.VERIFY), true)
                : new TlsDemand(level, false);
    }

    /** The same with these records to match (RFC 7672). */
    TlsDemand matching(List<TlsaRecord> records) {
        return new TlsDemand(TlsLevel.DANE, bySender, records);
    }

    /** At least that much. */
    TlsDemand atLeast(TlsLevel other) {
        return new TlsDemand(stricter(level, other), bySender, tlsa);
    }

    /**
     * Whether a sender may do without what the recipient's domain asks for beside this (RFC 8689
     * section 5): not without what operators demand of such a kind.
     */
    boolean mayBeWaived() {
        return !bySender && level.compareTo(TlsLevel.MTA_STS) < 0;
    }

    boolean isWanted() {
        return level != TlsLevel.NONE;
    }

    boolean isNeeded() {
        return level.compareTo(TlsLevel.ENCRYPT) >= 0;
    }

    boolean needsTrust() {
        return level.compareTo(TlsLevel.VERIFY) >= 0;
    }

    private static TlsLevel stricter(TlsLevel one, TlsLevel other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
