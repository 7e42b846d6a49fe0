// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.mbox;

import java.io.IOException;

/** The folder that all mboxes are in can't be used: nobody's mail can be delivered. */
final class UnusableRootException extends IOException {
    UnusableRootException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
