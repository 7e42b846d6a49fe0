// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

/** Where a session of {@link SmtpSink} stands when a rule may answer. */
public enum Stage {
    /** Connected, before the greeting. */
    GREETING,
    EHLO,
    HELO,
    STARTTLS,
    AUTH,
    MAIL,
    RCPT,
    DATA,
    /** In the message: after the 354, when its first octets have come. */
    CONTENT,
    /** A chunk has come whole, and isn't the last. */
    BDAT,
    /** The final dot, or the last chunk, has come. */
    MESSAGE,
    RSET,
    QUIT,
    /** Any other command. */
    OTHER
}
