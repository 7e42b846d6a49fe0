// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.smtp.Reply;

import java.io.IOException;

/** The host said 421: it closes the connection (RFC 5321 section 3.8). */
final class ClosingException extends IOException {
    private final transient Reply reply;

    ClosingException(Reply reply) {
        super(reply.toString());
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }
}
