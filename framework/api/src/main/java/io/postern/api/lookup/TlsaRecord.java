// SPDX-License-Identifier: Apache-2.0
package io.postern.api.lookup;

/**
 * What a certificate of a TLS server must be (RFC 6698 section 2.1).
 *
 * @param usage 0 to 3: PKIX-TA, PKIX-EE, DANE-TA, DANE-EE; others exist and mean nothing to us
 * @param selector 0 for the whole certificate, 1 for its public key
 * @param matching 0 for the octets themselves, 1 for their SHA-256, 2 for their SHA-512
 * @param data in lower-case hexadecimal digits
 */
public record TlsaRecord(int usage, int selector, int matching, String data) {
    @Override
    public String toString() {
        return usage + " " + selector + " " + matching + " " + data;
    }
}
