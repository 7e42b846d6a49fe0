// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import io.postern.api.lookup.TlsaRecord;

import org.xbill.DNS.Name;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** Names between text and the wire. */
final class Names {
    private Names() {}

    /**
     * An absolute name; empty where the DNS can't have such a one (an empty label, one of more than
     * 63 octets, more than 255 in all). Text has no escapes: a backslash is no part of a name.
     */
    static Optional<Name> parse(String text) {
        if (text.isEmpty() || text.indexOf('\\') >= 0 || text.startsWith("@")) {
            return Optional.empty();
        }
        try {
            boolean ascii = text.chars().allMatch(c -> c > ' ' && c < 0x7f);
            return Optional.of(Name.fromString(ascii ? text : IDN.toASCII(text), Name.root));
        } catch (TextParseException | IllegalArgumentException impossible) {
            return Optional.empty();
        }
    }

    static boolean isLocalhost(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    /** In lower case without the last dot; the root is empty. Octets that no name has, escaped. */
    static String text(Name name) {
        return name.equals(Name.root) ? "" : name.toString(true).toLowerCase(Locale.ROOT);
    }

    static TlsaRecord tlsa(TLSARecord record) {
        return new TlsaRecord(
                record.getCertificateUsage(),
                record.getSelector(),
                record.getMatchingType(),
                HexFormat.of().formatHex(record.getCertificateAssociationData()));
    }

    /** The strings of one record as one (RFC 7208 section 3.3). */
    static String joined(TXTRecord txt) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        txt.getStringsAsByteArrays().forEach(octets::writeBytes);
        return octets.toString(StandardCharsets.UTF_8);
    }
}
