// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import java.util.List;

/**
 * The certificate by which a client has proved who it is: signed by one of {@code tls: client-ca},
 * and the client holds its key.
 *
 * @param subject the subject's distinguished name (RFC 4514)
 * @param names mail addresses and DNS names of its subject alternative names (RFC 5280 section
 *     4.2.1.6), in lower case; none holds a control character
 * @param fingerprint SHA-256 of the certificate, 64 hexadecimal digits in lower case
 */
public record ClientCertificate(String subject, List<String> names, String fingerprint) {
    public ClientCertificate {
        subject = Text.oneLine(subject);
        names = names.stream().map(Text::oneLine).toList();
    }
}
