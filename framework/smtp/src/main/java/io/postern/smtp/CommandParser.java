// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.ReversePath;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads one command line (RFC 5321 section 4.1). Whatever the octets are the answer is a value; the
 * work is linear in their number.
 */
public final class CommandParser {
    /** How much of an unknown verb is kept. */
    private static final int VERB_LIMIT = 24;

    private static final int NAME_LIMIT = 255;

    private CommandParser() {}

    /** The command in all of these octets; CRLF isn't among them. */
    public static Command parse(byte[] line) {
        return parse(line, 0, line.length);
    }

    /** The command in these octets; CRLF isn't among them. */
    public static Command parse(byte[] octets, int offset, int length) {
        // Each octet becomes one char, so that octets above 127 are seen and not mistaken.
        String line = new String(octets, offset, length, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                return malformed("", 500, "5.5.2", "Control character in command");
            }
        }
        int space = line.indexOf(' ');
        String verb = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
        String argument = space < 0 ? "" : line.substring(space + 1).strip();
        return understand(verb, argument);
    }

    private static Command understand(String verb, String argument) {
        return switch (verb) {
            case "MAIL" -> mail(argument);
            case "RCPT" -> rcpt(argument);
            case "DATA" -> bare(verb, argument, new Command.Data());
            case "EHLO" -> hello(verb, argument, new Command.Ehlo(argument));
            case "HELO" -> hello(verb, argument, new Command.Helo(argument));
            case "RSET" -> bare(verb, argument, new Command.Rset());
            case "QUIT" -> bare(verb, argument, new Command.Quit());
            case "NOOP" -> new Command.Noop();
            case "HELP" -> text(verb, argument, new Command.Help(argument));
            case "VRFY" -> required(verb, argument, new Command.Vrfy(argument));
            case "EXPN" -> required(verb, argument, new Command.Expn(argument));
            default -> unknown(verb, argument);
        };
    }

    private static Command unknown(String verb, String argument) {
        boolean word = !verb.isEmpty() && verb.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return word
                ? new Command.Unknown(
                        verb.substring(0, Math.min(VERB_LIMIT, verb.length())),
                        isAscii(argument) ? argument : "")
                : malformed("", 500, "5.5.2", "Command not recognized");
    }

    private static Command bare(String verb, String argument, Command command) {
        return argument.isEmpty()
                ? command
                : malformed(verb, 501, "5.5.4", verb + " takes no argument");
    }

    private static Command required(String verb, String argument, Command command) {
        return argument.isEmpty()
                ? malformed(verb, 501, "5.5.4", verb + " needs an argument")
                : text(verb, argument, command);
    }

    private static Command text(String verb, String argument, Command command) {
        return isAscii(argument)
                ? command
                : malformed(verb, 501, "5.5.4", "Octets above 127 in the argument");
    }

    /**
     * Wider than Domain / address-literal, since clients' own names often aren't: what can't harm a
     * trace field passes.
     */
    private static Command hello(String verb, String name, Command command) {
        boolean good = !name.isEmpty() && name.length() <= NAME_LIMIT;
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = Syntax.isLetterOrDigit(c) || "-._:[]".indexOf(c) >= 0;
        }
        return good
                ? command
                : malformed(verb, 501, "5.5.4", verb + " needs a domain or an address literal");
    }

    private static Command mail(String argument) {
        if (!isAscii(argument)) {
            return malformed("MAIL", 553, "5.6.7", "SMTPUTF8 is not offered");
        }
        AddressParser parser = new AddressParser(argument);
        if (!parser.skipIgnoringCase("FROM:")) {
            return malformed("MAIL", 501, "5.5.4", "Syntax: MAIL FROM:<address>");
        }
        parser.skipSpaces();
        ReversePath path;
        if (parser.skip("<>")) {
            path = new ReversePath.Null();
        } else {
            Mailbox mailbox = parser.path();
            if (mailbox == null) {
                return malformed("MAIL", 501, "5.1.7", "Bad sender address syntax");
            }
            path = new ReversePath.Of(mailbox);
        }
        return mail(path, new ParameterReader(parser.rest()));
    }

    private static Command mail(ReversePath path, ParameterReader parameters) {
        long size = -1;
        BodyType body = null;
        while (parameters.next()) {
            String keyword = parameters.keyword();
            boolean isSize = keyword.equals("SIZE");
            boolean isBody = keyword.equals("BODY");
            if (!isSize && !isBody) {
                return notOffered("MAIL", parameters);
            }
            if (isSize && size < 0 && parameters.isNumber()) {
                size = parameters.number();
            } else if (isBody && body == null && parameters.is("7BIT")) {
                body = BodyType.SEVEN_BIT;
            } else if (isBody && body == null && parameters.is("8BITMIME")) {
                body = BodyType.EIGHT_BIT_MIME;
            } else {
                return malformed("MAIL", 501, "5.5.4", "Bad value of " + keyword);
            }
        }
        return parameters.isBroken()
                ? malformed("MAIL", 501, "5.5.4", "Bad parameter syntax")
                : new Command.Mail(
                        path, MailParameters.of(size, body == null ? BodyType.SEVEN_BIT : body));
    }

    private static Command rcpt(String argument) {
        if (!isAscii(argument)) {
            return malformed("RCPT", 553, "5.6.7", "SMTPUTF8 is not offered");
        }
        AddressParser parser = new AddressParser(argument);
        if (!parser.skipIgnoringCase("TO:")) {
            return malformed("RCPT", 501, "5.5.4", "Syntax: RCPT TO:<address>");
        }
        parser.skipSpaces();
        ForwardPath path;
        if (parser.skipIgnoringCase("<postmaster>")) {
            path = new ForwardPath.Postmaster();
        } else {
            Mailbox mailbox = parser.path();
            if (mailbox == null) {
                return malformed("RCPT", 501, "5.1.3", "Bad recipient address syntax");
            }
            path = new ForwardPath.Of(mailbox);
        }
        ParameterReader parameters = new ParameterReader(parser.rest());
        if (parameters.next()) {
            return notOffered("RCPT", parameters);
        }
        return parameters.isBroken()
                ? malformed("RCPT", 501, "5.5.4", "Bad parameter syntax")
                : new Command.Rcpt(path, DsnRequest.NONE);
    }

    private static Command notOffered(String verb, ParameterReader parameters) {
        return malformed(verb, 555, "5.5.4", "Parameter not offered: " + parameters.keyword());
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static Command malformed(String verb, int code, String status, String text) {
        return new Command.Malformed(verb, Reply.of(code, status, text));
    }
}
