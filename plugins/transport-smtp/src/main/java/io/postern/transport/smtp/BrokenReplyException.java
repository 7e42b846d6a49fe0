// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import java.io.IOException;

/** The host sent what is no reply; nothing more can be read from it. */
final class BrokenReplyException extends IOException {
    BrokenReplyException(String why) {
        super(why);
    }
}
