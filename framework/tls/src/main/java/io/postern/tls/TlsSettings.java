// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the section {@code tls:} says.
 *
 * @param certificates PEM files, each a certificate and who signed it
 * @param keys their keys, in step with them; empty where they are in the same files
 * @param clientCa who may vouch for clients
 * @param clients whether clients are asked for a certificate
 * @param minimum the oldest protocol
 * @param ciphers the suites, best first
 */
record TlsSettings(
        List<Path> certificates,
        List<Path> keys,
        Optional<Path> clientCa,
        Clients clients,
        String minimum,
        List<String> ciphers) {
    TlsSettings {
        certificates = List.copyOf(certificates);
        keys = List.copyOf(keys);
        ciphers = List.copyOf(ciphers);
    }

    /** Whether clients are asked for a certificate. */
    enum Clients {
        /** They aren't. */
        NONE,
        /** They may have none, or one that proves nothing. */
        REQUEST,
        /** The handshake fails without a good one. */
        REQUIRE
    }

    /** The file of a certificate's key. */
    Path key(int certificate) {
        return keys.isEmpty() ? certificates.get(certificate) : keys.get(certificate);
    }

    List<Path> files() {
        return Stream.of(certificates, keys, clientCa.stream().toList())
                .flatMap(List::stream)
                .distinct()
                .toList();
    }
}
