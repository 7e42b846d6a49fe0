// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Optional;

/** TLS couldn't be agreed on; the connection is of no use any more. */
final class HandshakeException extends IOException {
    private final boolean untrusted;

    HandshakeException(IOException cause) {
        super(refusal(cause).map(Throwable::getMessage).orElseGet(cause::getMessage), cause);
        this.untrusted = refusal(cause).isPresent();
    }

    /** Whether it was the certificate that we didn't take. */
    boolean isUntrusted() {
        return untrusted;
    }

    private static Optional<CertificateException> refusal(IOException cause) {
        for (Throwable next = cause; next != null; next = next.getCause()) {
            if (next instanceof CertificateException refusal) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }
}
