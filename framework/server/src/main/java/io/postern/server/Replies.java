// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.Reply;

/** Replies that are always the same. What each is for stands in {@code SMTP.md}. */
final class Replies {
    static final Reply STOPPING = Reply.of(421, "4.3.2", "Shutting down, try again later");
    static final Reply TIMED_OUT = Reply.of(421, "4.4.2", "Timeout, closing the connection");
    static final Reply BROKEN = Reply.of(421, "4.3.0", "Internal trouble, try again later");
    static final Reply TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "Too many errors");
    static final Reply TOO_MUCH_JUNK = Reply.of(421, "4.7.0", "Too many commands without mail");
    static final Reply TOO_MANY_MESSAGES =
            Reply.of(421, "4.7.0", "Too many messages in one connection");
    static final Reply TOO_MANY_LOGINS = Reply.of(421, "4.7.0", "Too many failed logins");
    static final Reply WRONG_PROTOCOL = Reply.of(421, "4.7.0", "This is an SMTP server");
    static final Reply EARLY_TALKER = Reply.of(554, "5.5.1", "You talk before you are greeted");
    static final Reply BARE_LF = Reply.of(500, "5.5.2", "Lines end with CR LF; closing");
    static final Reply ENDLESS_LINE = Reply.of(500, "5.5.2", "Line far too long; closing");
    static final Reply LONG_LINE = Reply.of(500, "5.5.2", "Line too long");
    static final Reply UNKNOWN = Reply.of(500, "5.5.1", "Command not recognized");
    static final Reply NOT_IMPLEMENTED = Reply.of(502, "5.5.1", "Command not implemented");
    static final Reply HOOK_TROUBLE =
            Reply.of(451, "4.3.0", "Temporary local problem, try again later");

    static final Reply BYE = Reply.of(221, "2.0.0", "Bye");
    static final Reply OK = Reply.of(250, "2.0.0", "Ok");
    static final Reply SENDER_OK = Reply.of(250, "2.1.0", "Ok");
    static final Reply RECIPIENT_OK = Reply.of(250, "2.1.5", "Ok");
    static final Reply HELP =
            Reply.of(214, "2.0.0", "EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT");
    static final Reply VRFY =
            Reply.of(252, "2.0.0", "Cannot verify, but will take a message and try");
    static final Reply GO_ON = Reply.of(354, "End data with <CR><LF>.<CR><LF>");

    static final Reply HELLO_FIRST = Reply.of(503, "5.5.1", "Send EHLO or HELO first");
    static final Reply EHLO_FIRST = Reply.of(503, "5.5.1", "Send EHLO first");
    static final Reply MAIL_FIRST = Reply.of(503, "5.5.1", "Send MAIL first");
    static final Reply NESTED_MAIL = Reply.of(503, "5.5.1", "A transaction is open already");
    static final Reply IN_TRANSACTION = Reply.of(503, "5.5.1", "Not within a transaction");
    static final Reply IN_CHUNKS = Reply.of(503, "5.5.1", "The message has begun, send BDAT");
    static final Reply BINARY_NEEDS_BDAT = Reply.of(503, "5.5.1", "BODY=BINARYMIME needs BDAT");
    static final Reply NO_RECIPIENTS = Reply.of(554, "5.5.1", "No valid recipients");
    static final Reply NO_SERVICE = Reply.of(503, "5.5.1", "No service, only QUIT");

    static final Reply TLS_GO_AHEAD = Reply.of(220, "2.0.0", "Go ahead");
    static final Reply TLS_ALREADY = Reply.of(503, "5.5.1", "In TLS already");
    static final Reply TLS_FIRST = Reply.of(530, "5.7.0", "Send STARTTLS and AUTH first");
    static final Reply TLS_UNAVAILABLE =
            Reply.of(454, "4.7.0", "TLS is not available now, try again later");

    static final Reply AUTH_IN_CLEAR = Reply.of(538, "5.7.11", "AUTH needs TLS");
    static final Reply AUTH_ALREADY = Reply.of(503, "5.5.1", "Logged in already");
    static final Reply AUTH_MECHANISM = Reply.of(504, "5.5.4", "Mechanism not offered");
    static final Reply AUTH_NOT_HERE = Reply.of(503, "5.5.1", "AUTH is not offered here");
    static final Reply AUTH_LONG_LINE = Reply.of(500, "5.5.6", "Authentication line too long");
    static final Reply AUTH_SYNTAX = Reply.of(501, "5.5.2", "Cannot decode the response");
    static final Reply AUTH_CANCELLED = Reply.of(501, "5.7.0", "Authentication cancelled");
    static final Reply AUTH_OK = Reply.of(235, "2.7.0", "Authentication successful");
    static final Reply AUTH_FAILED = Reply.of(535, "5.7.8", "Authentication failed");
    static final Reply AUTH_TROUBLE =
            Reply.of(454, "4.7.0", "Temporary authentication failure, try again later");
    static final Reply AUTH_LIMITED =
            Reply.of(454, "4.7.0", "Too many failed logins, try again later");
    static final Reply SENDER_NOT_YOURS =
            Reply.of(550, "5.7.1", "This sender does not belong to your account");

    static final Reply XCLIENT_DENIED = Reply.of(550, "5.7.0", "Not authorized to use XCLIENT");

    static final Reply TOO_LARGE = Reply.of(552, "5.3.4", "Message too large");
    static final Reply HEADER_TOO_LARGE = Reply.of(552, "5.3.4", "Header section too large");
    static final Reply FIELD_TOO_LARGE = Reply.of(552, "5.3.4", "Header field too large");
    static final Reply TOO_MANY_HEADER_LINES =
            Reply.of(552, "5.3.4", "Too many lines in the header section");
    static final Reply TOO_MANY_RECIPIENTS = Reply.of(452, "4.5.3", "Too many recipients");
    static final Reply UTF8_UNDECLARED =
            Reply.of(553, "5.6.7", "UTF-8 needs the SMTPUTF8 parameter of MAIL");
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

    static Reply chunkTaken(long octets) {
        return Reply.of(250, "2.0.0", octets + " octets received");
    }
}
