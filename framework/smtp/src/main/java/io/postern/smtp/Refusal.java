// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

/** What is read isn't to the syntax; never leaves this package. */
final class Refusal extends Exception {
    private final transient Reply reply;

    Refusal(int code, String status, String text) {
        super(text, null, false, false);
        reply = Reply.of(code, status, text);
    }

    /** 501 5.5.4, as for most things. */
    static Refusal badArgument(String text) {
        return new Refusal(501, "5.5.4", text);
    }

    /** For clients who may not know of RFC 6531. */
    static Refusal smtpUtf8NotOffered() {
        return new Refusal(553, "5.6.7", "SMTPUTF8 is not offered");
    }

    static Refusal smtpUtf8NotAsked() {
        return new Refusal(553, "5.6.7", "UTF-8 needs the parameter SMTPUTF8");
    }

    Command.Malformed of(String verb) {
        return new Command.Malformed(verb, reply);
    }
}
