// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import java.io.IOException;

/** The message could not be read: our own trouble, not the host's. */
final class UnreadableMessageException extends IOException {
    UnreadableMessageException(IOException cause) {
        super(cause);
    }
}
