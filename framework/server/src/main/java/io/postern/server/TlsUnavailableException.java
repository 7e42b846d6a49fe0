// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

/** There can be no TLS now, as for want of a good certificate; nothing has been said yet. */
final class TlsUnavailableException extends Exception {
    TlsUnavailableException(Throwable cause) {
        super("no TLS now", cause);
    }
}
