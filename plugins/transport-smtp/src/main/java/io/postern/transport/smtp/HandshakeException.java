// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Optional;

/** TLS couldn't be agreed on; the connection is of no use any more. */
final class HandshakeException extends IOException {
    private final transient Optional<CertificateException> refusal;

    HandshakeException(IOException cause) {
        super(refusal(cause).map(Throwable::getMessage).orElseGet(cause::getMessage), cause);
        this.refusal = refusal(cause);
    }

    /** Whether it was the certificate that we didn't take. */
    boolean isUntrusted() {
        return refusal.isPresent();
    }

    /** Why we didn't take the certificate; empty where that wasn't it. */
    Optional<CertificateException> refusal() {
        return refusal;
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
