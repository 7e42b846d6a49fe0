// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.api.mail.ReversePath;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Locale;

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
    record Rcpt(ForwardPath forwardPath) implements Command {}

    /** DATA. */
    record Data() implements Command {}

    /** RSET. */
    record Rset() implements Command {}

    /** NOOP; what stands behind it says nothing. */
    record Noop() implements Command {}

    /** QUIT. */
    record Quit() implements Command {}

    /** HELP, about anything or about what its argument names. */
    record Help(String about) implements Command {}

    /** VRFY. */
    record Vrfy(String whom) implements Command {}

    /** EXPN. */
    record Expn(String list) implements Command {}

    /**
     * A verb that isn't in this grammar.
     *
     * @param verb in upper case, cut to a length for a log line
     */
    record Unknown(String verb) implements Command {}

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
            case Unknown(String verb) -> verb;
            case Malformed(String verb, _) -> verb;
            default -> getClass().getSimpleName().toUpperCase(Locale.ROOT);
        };
    }

    /**
     * The line a client sends, without CRLF.
     *
     * @throws IllegalArgumentException for what isn't a command: {@link Unknown}, {@link Malformed}
     */
    default String line() {
        return switch (this) {
            case Helo(String name) -> "HELO " + name;
            case Ehlo(String name) -> "EHLO " + name;
            case Mail(ReversePath path, MailParameters parameters) ->
                    "MAIL FROM:<" + path + ">" + parameters.line();
            case Rcpt(ForwardPath path) -> "RCPT TO:<" + path + ">";
            case Help(String about) -> about.isEmpty() ? "HELP" : "HELP " + about;
            case Vrfy(String whom) -> "VRFY " + whom;
            case Expn(String list) -> "EXPN " + list;
            case Data _, Rset _, Noop _, Quit _ -> verb();
            case Unknown _, Malformed _ ->
                    throw new IllegalArgumentException("no command: " + this);
        };
    }
}
