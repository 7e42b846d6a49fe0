// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.Reply;

import org.jspecify.annotations.Nullable;

/**
 * The session is over in the middle of what it was doing: the client is gone, too slow, or beyond
 * what we put up with, or the server stops.
 */
final class SessionEndedException extends RuntimeException {
    private final transient @Nullable Reply farewell;

    private SessionEndedException(String message, @Nullable Reply farewell) {
        super(message, null, false, false);
        this.farewell = farewell;
    }

    /** The client closed or lost the connection; nobody hears what we say. */
    static SessionEndedException clientGone() {
        return new SessionEndedException("connection lost", null);
    }

    /** We end it, and say so. */
    static SessionEndedException because(Reply farewell) {
        return new SessionEndedException(farewell.toString(), farewell);
    }

    /** The last reply; null where there is nobody to hear it. */
    @Nullable Reply farewell() {
        return farewell;
    }
}
