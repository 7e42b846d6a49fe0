// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.lmtp;

import java.io.IOException;

/** The message could not be read: our own trouble, not the server's. */
final class UnreadableMessageException extends IOException {
    UnreadableMessageException(IOException cause) {
        super(cause);
    }
}
