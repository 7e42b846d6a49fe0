// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.api.mail.Domain;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads command lines (RFC 5321 section 4.1 and the extensions of {@link Command}) of clients to
 * whom the same extensions are offered. Whatever the octets are the answer is a value; the work is
 * linear in their number. Can be used by many threads.
 *
 * <p>Only parameters of what is offered are understood; another is answered by 555. Verbs are
 * understood whatever is offered: the session knows what to say to one that isn't.
 */
public final class CommandParser {
    /** Octets of a command line with its CRLF: more than all parameters of RCPT need. */
    public static final int LINE_LIMIT = 2048;

    /** Octets of the line AUTH and of the lines that answer a challenge (RFC 4954 section 4). */
    public static final int AUTH_LINE_LIMIT = 12_288;

    private static final byte[] AUTH = "AUTH ".getBytes(StandardCharsets.US_ASCII);

    /** How much of an unknown verb is kept. */
    private static final int VERB_LIMIT = 24;

    private static final int NAME_LIMIT = 255;
    private static final int MECHANISM_LIMIT = 20;

    private final Extensions offered;
    private final EnvelopeParser envelopes;

    /** For clients to whom this is offered, and who must say every domain. */
    public CommandParser(Extensions offered) {
        this(offered, null);
    }

    private CommandParser(Extensions offered, @Nullable Domain completion) {
        this.offered = offered;
        this.envelopes = new EnvelopeParser(offered, completion);
    }

    /**
     * Gives this domain to local-parts that stand alone in MAIL and RCPT (RFC 6409 section 6.2),
     * except to {@code <postmaster>} in RCPT.
     */
    public CommandParser completing(Domain domain) {
        return new CommandParser(offered, domain);
    }

    /** How long a line that starts with these octets may be, with its CRLF. */
    public static int lineLimit(byte[] octets, int offset, int length) {
        boolean auth = length >= AUTH.length;
        for (int i = 0; auth && i < AUTH.length; i++) {
            auth = Character.toUpperCase((char) octets[offset + i]) == AUTH[i];
        }
        return auth ? AUTH_LINE_LIMIT : LINE_LIMIT;
    }

    /** The command in all of these octets; CRLF isn't among them. */
    public Command parse(byte[] line) {
        return parse(line, 0, line.length);
    }

    /** The command in these octets; CRLF isn't among them. */
    public Command parse(byte[] octets, int offset, int length) {
        // One char an octet: the verb is sure to be found, and control characters are.
        String raw = new String(octets, offset, length, StandardCharsets.ISO_8859_1);
        if (hasControl(raw)) {
            return malformed("", 500, "5.5.2", "Control character in command");
        }
        int space = raw.indexOf(' ');
        String verb = (space < 0 ? raw : raw.substring(0, space)).toUpperCase(Locale.ROOT);
        if (verb.isEmpty() || !Syntax.all(verb, c -> c > ' ' && c < 0x7f)) {
            return malformed("", 500, "5.5.2", "Command not recognized");
        }
        int start = space < 0 ? length : space + 1;
        Optional<String> argument =
                Utf8.isAscii(raw)
                        ? Optional.of(raw.substring(start))
                        : Utf8.decode(octets, offset + start, length - start);
        try {
            return argument.isPresent()
                    ? understand(verb, Syntax.strip(argument.get()))
                    : notUtf8(verb);
        } catch (Refusal refusal) {
            return refusal.of(verb);
        }
    }

    private static boolean hasControl(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    private Command notUtf8(String verb) throws Refusal {
        return switch (verb) {
            case "NOOP" -> new Command.Noop();
            case "MAIL", "RCPT", "VRFY", "EXPN" -> {
                if (!offered.has(Extensions.SMTPUTF8)) {
                    throw Refusal.smtpUtf8NotOffered();
                }
                throw Refusal.badArgument("Octets that are not UTF-8");
            }
            case "DATA", "EHLO", "HELO", "RSET", "QUIT", "HELP", "BDAT" ->
                    throw Refusal.badArgument("Octets that are not UTF-8");
            case "STARTTLS", "AUTH", "XCLIENT" ->
                    throw Refusal.badArgument("Octets that are not UTF-8");
            default -> unknown(verb, "");
        };
    }

    private Command understand(String verb, String argument) throws Refusal {
        return switch (verb) {
            case "MAIL" -> envelopes.mail(argument);
            case "RCPT" -> envelopes.rcpt(argument);
            case "DATA" -> bare(verb, argument, new Command.Data());
            case "BDAT" -> bdat(argument);
            case "EHLO" -> new Command.Ehlo(clientName(verb, argument));
            case "HELO" -> new Command.Helo(clientName(verb, argument));
            case "STARTTLS" -> bare(verb, argument, new Command.StartTls());
            case "AUTH" -> auth(argument);
            case "XCLIENT" -> new Command.Xclient(XclientAttributes.read(argument));
            case "RSET" -> bare(verb, argument, new Command.Rset());
            case "QUIT" -> bare(verb, argument, new Command.Quit());
            case "NOOP" -> new Command.Noop();
            case "HELP" -> new Command.Help(text(argument));
            case "VRFY" -> vrfy(argument);
            case "EXPN" -> expn(argument);
            default -> unknown(verb, argument);
        };
    }

    private static Command unknown(String verb, String argument) {
        return new Command.Unknown(
                verb.substring(0, Math.min(VERB_LIMIT, verb.length())),
                Utf8.isPrintableAscii(argument) ? argument : "");
    }

    private static Command bare(String verb, String argument, Command command) throws Refusal {
        if (!argument.isEmpty()) {
            throw Refusal.badArgument(verb + " takes no argument");
        }
        return command;
    }

    private static String text(String argument) throws Refusal {
        if (!Utf8.isPrintableAscii(argument)) {
            throw Refusal.badArgument("The argument must be printable US-ASCII");
        }
        return argument;
    }

    private static Command bdat(String argument) throws Refusal {
        int space = argument.indexOf(' ');
        String size = space < 0 ? argument : argument.substring(0, space);
        String last = space < 0 ? "" : argument.substring(space).strip();
        if (!Syntax.isNumber(size) || !(last.isEmpty() || last.equalsIgnoreCase("LAST"))) {
            throw Refusal.badArgument("Syntax: BDAT octets [LAST]");
        }
        return new Command.Bdat(Syntax.number(size), !last.isEmpty());
    }

    private static Command auth(String argument) throws Refusal {
        int space = argument.indexOf(' ');
        String mechanism =
                (space < 0 ? argument : argument.substring(0, space)).toUpperCase(Locale.ROOT);
        String initial = space < 0 ? "" : argument.substring(space).strip();
        if (!isMechanism(mechanism) || !(initial.equals("=") || isBase64(initial))) {
            throw Refusal.badArgument("Syntax: AUTH mechanism [initial-response]");
        }
        return new Command.Auth(mechanism, initial);
    }

    /** RFC 4422 section 3.1. */
    private static boolean isMechanism(String text) {
        return !text.isEmpty()
                && text.length() <= MECHANISM_LIMIT
                && Syntax.all(text, c -> Syntax.isLetterOrDigit((char) c) || c == '-' || c == '_');
    }

    /** Of these characters only; whether it is whole is for who decodes it. */
    private static boolean isBase64(String text) {
        return Syntax.all(text, c -> Syntax.isLetterOrDigit((char) c) || "+/=".indexOf(c) >= 0);
    }

    /** Wider than Mailbox, since a user's name will do (RFC 5321 section 3.5.1). */
    private Command vrfy(String argument) throws Refusal {
        String whom = withoutSmtpUtf8(argument);
        boolean utf8 = !whom.equals(argument);
        return new Command.Vrfy(name("VRFY", whom, utf8), utf8);
    }

    private Command expn(String argument) throws Refusal {
        String list = withoutSmtpUtf8(argument);
        boolean utf8 = !list.equals(argument);
        return new Command.Expn(name("EXPN", list, utf8), utf8);
    }

    /** The argument without the parameter SMTPUTF8 (RFC 6531 section 3.7.4.2), if it has that. */
    private String withoutSmtpUtf8(String argument) {
        int space = argument.lastIndexOf(' ');
        boolean has =
                space > 0
                        && offered.has(Extensions.SMTPUTF8)
                        && argument.substring(space + 1).equalsIgnoreCase(Extensions.SMTPUTF8);
        return has ? Syntax.strip(argument.substring(0, space)) : argument;
    }

    private String name(String verb, String name, boolean utf8) throws Refusal {
        if (name.isEmpty()) {
            throw Refusal.badArgument(verb + " needs an argument");
        }
        if (!utf8 && !Utf8.isAscii(name)) {
            throw offered.has(Extensions.SMTPUTF8)
                    ? Refusal.smtpUtf8NotAsked()
                    : Refusal.smtpUtf8NotOffered();
        }
        if (!Utf8.isHarmless(name)) {
            throw Refusal.badArgument("Control character in the argument");
        }
        return name;
    }

    /**
     * Wider than Domain / address-literal, since clients' own names often aren't: what can't harm a
     * trace field passes.
     */
    private static String clientName(String verb, String name) throws Refusal {
        boolean good =
                !name.isEmpty()
                        && name.length() <= NAME_LIMIT
                        && Syntax.all(
                                name,
                                c -> Syntax.isLetterOrDigit((char) c) || "-._:[]".indexOf(c) >= 0);
        if (!good) {
            throw Refusal.badArgument(verb + " needs a domain or an address literal");
        }
        return name;
    }

    private static Command malformed(String verb, int code, String status, String text) {
        return new Command.Malformed(verb, Reply.of(code, status, text));
    }
}
