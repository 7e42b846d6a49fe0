// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

/** How far an attempt has come with a host, for what a failure there means. */
enum Stage {
    CONNECT("connecting"),
    GREETING("waiting for the greeting"),
    HELLO("saying EHLO"),
    TLS("going into TLS"),
    AUTH("logging in"),
    ENVELOPE("sending the envelope"),
    CONTENT("sending the message"),
    END("waiting for the reply to the end of data");

    private final String words;

    Stage(String words) {
        this.words = words;
    }

    /** What we were doing. */
    String words() {
        return words;
    }

    /** Whether the host can't have got any of the message yet. */
    boolean isBeforeContent() {
        return compareTo(CONTENT) < 0;
    }
}
