// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

/** What a session has cost so far. Used by its thread. */
final class Tally {
    private final Limits limits;
    private int errors;
    private int junk;
    private int messages;
    private int failedLogins;

    Tally(Limits limits) {
        this.limits = limits;
    }

    /** A command got a 5yz. */
    void error() {
        if (++errors >= limits.sessions().errors()) {
            throw SessionEndedException.because(Replies.TOO_MANY_ERRORS);
        }
    }

    /** A command that brings no mail nearer. */
    void junk() {
        if (++junk > limits.sessions().junkCommands()) {
            throw SessionEndedException.because(Replies.TOO_MUCH_JUNK);
        }
    }

    /** A message was accepted. */
    void message() {
        messages++;
        junk = 0;
    }

    /** Whether there may be one more message. */
    void requireRoomForMessage() {
        if (messages >= limits.sessions().messages()) {
            throw SessionEndedException.because(Replies.TOO_MANY_MESSAGES);
        }
    }

    /** A login failed; how many have. */
    int failedLogin() {
        return ++failedLogins;
    }

    /** Whether there may be one more try to log in. */
    void requireRoomForLogin() {
        if (failedLogins >= limits.logins().perSession()) {
            throw SessionEndedException.because(Replies.TOO_MANY_LOGINS);
        }
    }
}
