// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.mbox;

import java.io.IOException;

/** The message could not be read: our own trouble, not the mailbox's. */
final class UnreadableMessageException extends IOException {
    UnreadableMessageException(IOException cause) {
        super(cause);
    }
}
