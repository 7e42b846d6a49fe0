// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.ReversePath;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Locale;
import java.util.Map;

/** One command line (RFC 5321 section 4.1), understood. The cases hold no control characters. */
@ProviderType
public sealed interface Command {
    /** HELO: the client's name, as it was written. */
    record Helo(String name) implements Command {}

    /** EHLO: the client's name, as it was written. */
    record Ehlo(String name) implements Command {}

    /** MAIL FROM. */
    record Mail(ReversePath reversePath, MailParameters parameters) implements Command {}

    /** RCPT TO. */
    record Rcpt(ForwardPath forwardPath, DsnRequest dsn) implements Command {
        /**
         * Whether the path holds UTF-8: then it is refused, by 553 5.6.7, unless MAIL asked for
         * SMTPUTF8 (RFC 6531 section 3.5).
         */
        public boolean needsUtf8() {
            return !Utf8.isAscii(forwardPath.toString());
        }
    }

    /** DATA. */
    record Data() implements Command {}

    /**
     * BDAT (RFC 3030 section 2).
     *
     * @param octets how many follow the line; {@link Long#MAX_VALUE} where it is more than that
     * @param last whether the message ends with them
     */
    record Bdat(long octets, boolean last) implements Command {}

    /** STARTTLS (RFC 3207). */
    record StartTls() implements Command {}

    /**
     * AUTH (RFC 4954 section 4).
     *
     * @param mechanism in upper case
     * @param initial the response that came with it, as it stood in the line: base64, or {@code =}
     *     for one of no octets; empty where there was none
     */
    record Auth(String mechanism, String initial) implements Command {
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    /**
     * XCLIENT, by which a proxy says who its client is.
     *
     * @param attributes by their names in upper case, decoded; {@code [UNAVAILABLE]} and {@code
     *     [TEMPUNAVAIL]} as they stand
     */
    record Xclient(Map<String, String> attributes) implements Command {
        public Xclient {
            attributes = Map.copyOf(attributes);
        }
    }

    /** RSET. */
    record Rset() implements Command {}

    /** NOOP; what stands behind it says nothing. */
    record Noop() implements Command {}

    /** QUIT. */
    record Quit() implements Command {}

    /** HELP, about anything or about what its argument names. */
    record Help(String about) implements Command {}

    /**
     * VRFY.
     *
     * @param whom a user's name or a mailbox, UTF-8 in it only where that was asked for
     * @param smtputf8 whether the reply may hold UTF-8 (RFC 6531 section 3.7.4.2)
     */
    record Vrfy(String whom, boolean smtputf8) implements Command {}

    /**
     * EXPN.
     *
     * @param list its name, UTF-8 in it only where that was asked for
     * @param smtputf8 whether the reply may hold UTF-8 (RFC 6531 section 3.7.4.2)
     */
    record Expn(String list, boolean smtputf8) implements Command {}

    /**
     * A verb that isn't in this grammar.
     *
     * @param verb in upper case, cut to a length for a log line
     * @param argument what stands behind it, printable US-ASCII; cut where it isn't
     */
    record Unknown(String verb, String argument) implements Command {}

    /**
     * A line that breaks the syntax.
     *
     * @param verb in upper case, empty where there is none
     * @param reply what to answer: 500, 501, 553 or 555 with an enhanced status
     */
    record Malformed(String verb, Reply reply) implements Command {}

    /** The verb, in upper case; what a log line calls the command. */
    default String verb() {
        return switch (this) {
            case Unknown(String verb, _) -> verb;
            case Malformed(String verb, _) -> verb;
            default -> getClass().getSimpleName().toUpperCase(Locale.ROOT);
        };
    }

    /**
     * The line a client sends, without CRLF; UTF-8 where an address holds that. What must be
     * encoded is, so all that stands in the parameters can be sent.
     *
     * @throws IllegalArgumentException for what isn't a command: {@link Unknown}, {@link Malformed}
     */
    default String line() {
        return switch (this) {
            case Helo(String name) -> "HELO " + name;
            case Ehlo(String name) -> "EHLO " + name;
            case Mail(ReversePath path, MailParameters parameters) ->
                    "MAIL FROM:<" + path + ">" + parameters.line();
            case Rcpt(ForwardPath path, DsnRequest dsn) ->
                    "RCPT TO:<" + path + ">" + DsnParameters.line(dsn);
            case Bdat(long octets, boolean last) -> "BDAT " + octets + (last ? " LAST" : "");
            case Auth(String mechanism, String initial) ->
                    initial.isEmpty() ? "AUTH " + mechanism : "AUTH " + mechanism + " " + initial;
            case Help(String about) -> about.isEmpty() ? "HELP" : "HELP " + about;
            case Vrfy(String whom, boolean utf8) -> "VRFY " + whom + (utf8 ? " SMTPUTF8" : "");
            case Expn(String list, boolean utf8) -> "EXPN " + list + (utf8 ? " SMTPUTF8" : "");
            case Xclient(Map<String, String> attributes) -> XclientAttributes.line(attributes);
            case Data _, Rset _, Noop _, Quit _, StartTls _ -> verb();
            case Unknown _, Malformed _ ->
                    throw new IllegalArgumentException("no command: " + this);
        };
    }
}
