// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.Reply;

/** Replies that are always the same. */
final class Replies {
    static final Reply STOPPING = Reply.of(421, "4.3.2", "Shutting down, try again later");
    static final Reply TIMED_OUT = Reply.of(421, "4.4.2", "Timeout, closing the connection");
    static final Reply BROKEN = Reply.of(421, "4.3.0", "Internal trouble, try again later");
    static final Reply TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "Too many errors");
    static final Reply TOO_MUCH_JUNK = Reply.of(421, "4.7.0", "Too many commands without mail");
    static final Reply TOO_MANY_MESSAGES =
            Reply.of(421, "4.7.0", "Too many messages in one connection");
    static final Reply WRONG_PROTOCOL = Reply.of(421, "4.7.0", "This is an SMTP server");
    static final Reply BARE_LF = Reply.of(500, "5.5.2", "Lines end with CR LF; closing");
    static final Reply ENDLESS_LINE = Reply.of(500, "5.5.2", "Line far too long; closing");
    static final Reply LONG_LINE = Reply.of(500, "5.5.2", "Line too long");
    static final Reply UNKNOWN = Reply.of(500, "5.5.1", "Command not recognized");
    static final Reply NOT_IMPLEMENTED = Reply.of(502, "5.5.1", "Command not implemented");

    static final Reply BYE = Reply.of(221, "2.0.0", "Bye");
    static final Reply OK = Reply.of(250, "2.0.0", "Ok");
    static final Reply SENDER_OK = Reply.of(250, "2.1.0", "Ok");
    static final Reply RECIPIENT_OK = Reply.of(250, "2.1.5", "Ok");
    static final Reply HELP =
            Reply.of(214, "2.0.0", "EHLO HELO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT (RFC 5321)");
    static final Reply VRFY =
            Reply.of(252, "2.0.0", "Cannot verify, but will take a message and try");
    static final Reply GO_ON = Reply.of(354, "End data with <CR><LF>.<CR><LF>");

    static final Reply HELLO_FIRST = Reply.of(503, "5.5.1", "Send EHLO or HELO first");
    static final Reply MAIL_FIRST = Reply.of(503, "5.5.1", "Send MAIL first");
    static final Reply NESTED_MAIL = Reply.of(503, "5.5.1", "A transaction is open already");
    static final Reply NO_RECIPIENTS = Reply.of(554, "5.5.1", "No valid recipients");
    static final Reply NO_SERVICE = Reply.of(503, "5.5.1", "No service, only QUIT");

    static final Reply TOO_LARGE = Reply.of(552, "5.3.4", "Message too large");
    static final Reply HEADER_TOO_LARGE = Reply.of(552, "5.3.4", "Header section too large");
    static final Reply TOO_MANY_RECIPIENTS = Reply.of(452, "4.5.3", "Too many recipients");
    static final Reply RELAY_DENIED = Reply.of(550, "5.7.1", "Relaying denied");
    static final Reply LOGIN_NEEDED = Reply.of(530, "5.7.0", "Authentication required");
    static final Reply SPOOL_FULL = Reply.of(452, "4.3.1", "Insufficient storage, try again later");
    static final Reply SPOOL_DOWN = Reply.of(451, "4.3.0", "Cannot take mail now");
    static final Reply LOOP = Reply.of(554, "5.4.6", "Too many hops: a mail loop");
    static final Reply BARE_CR_OR_LF =
            Reply.of(550, "5.6.0", "Bare CR or LF in the message; lines end with CR LF");
    static final Reply NUL = Reply.of(554, "5.6.0", "NUL in the message");
    static final Reply LONG_TEXT_LINE = Reply.of(554, "5.6.0", "Line too long in the message");

    private Replies() {}
}
