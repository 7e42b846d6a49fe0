// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.Reply;

/** Watches what a session says, for a pretend one. Called by the session's thread. */
interface SessionObserver {
    /** Of a session that nobody watches. */
    SessionObserver NONE = (_, _) -> {};

    /**
     * The session replied.
     *
     * @param by the hook that had the last word on it; empty where none had one
     */
    void replied(Reply reply, String by);
}
