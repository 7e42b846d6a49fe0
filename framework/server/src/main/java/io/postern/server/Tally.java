// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

/** What a session has cost so far. Used by its thread. */
final class Tally {
    private final Limits.Sessions limits;
    private int errors;
    private int junk;
    private int messages;

    Tally(Limits.Sessions limits) {
        this.limits = limits;
    }

    /** A command got a 5yz. */
    void error() {
        if (++errors >= limits.errors()) {
            throw SessionEndedException.because(Replies.TOO_MANY_ERRORS);
        }
    }

    /** A command that brings no mail nearer. */
    void junk() {
        if (++junk > limits.junkCommands()) {
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
        if (messages >= limits.messages()) {
            throw SessionEndedException.because(Replies.TOO_MANY_MESSAGES);
        }
    }
}
