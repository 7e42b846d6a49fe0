// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.api.mail.Domain;
import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.DsnRequest.Notify;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.ReversePath;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the arguments of MAIL and RCPT (RFC 5321 section 4.1.1.2 and 4.1.1.3). */
final class EnvelopeParser {
    /** RFC 3461 section 4.4 and RFC 4954 section 3. */
    private static final int ENVID_LIMIT = 100;

    private static final int AUTH_LIMIT = 500;

    private final Extensions offered;
    private final boolean utf8;
    private final @Nullable Domain completion;

    EnvelopeParser(Extensions offered, @Nullable Domain completion) {
        this.offered = offered;
        this.utf8 = offered.has(Extensions.SMTPUTF8);
        this.completion = completion;
    }

    Command mail(String argument) throws Refusal {
        AddressParser parser = parser(argument);
        if (!parser.skipIgnoringCase("FROM:")) {
            throw Refusal.badArgument("Syntax: MAIL FROM:<address>");
        }
        parser.skipSpaces();
        ReversePath path;
        if (parser.skip("<>")) {
            path = new ReversePath.Null();
        } else {
            Mailbox mailbox = parser.path(completion);
            if (mailbox == null) {
                throw new Refusal(501, "5.1.7", "Bad sender address syntax");
            }
            path = new ReversePath.Of(mailbox);
        }
        MailParameters parameters = mailParameters(parser.rest());
        boolean ascii = Utf8.isAscii(path.toString()) && Utf8.isAscii(parameters.auth());
        if (!ascii && !parameters.options().smtputf8()) {
            throw Refusal.smtpUtf8NotAsked();
        }
        return new Command.Mail(path, parameters);
    }

    Command rcpt(String argument) throws Refusal {
        AddressParser parser = parser(argument);
        if (!parser.skipIgnoringCase("TO:")) {
            throw Refusal.badArgument("Syntax: RCPT TO:<address>");
        }
        parser.skipSpaces();
        ForwardPath path;
        if (parser.skipIgnoringCase("<postmaster>")) {
            path = new ForwardPath.Postmaster();
        } else {
            Mailbox mailbox = parser.path(completion);
            if (mailbox == null) {
                throw new Refusal(501, "5.1.3", "Bad recipient address syntax");
            }
            path = new ForwardPath.Of(mailbox);
        }
        return new Command.Rcpt(path, dsn(parser.rest()));
    }

    private AddressParser parser(String argument) throws Refusal {
        if (!utf8 && !Utf8.isAscii(argument)) {
            throw Refusal.smtpUtf8NotOffered();
        }
        return new AddressParser(argument, utf8);
    }

    private MailParameters mailParameters(String text) throws Refusal {
        long size = -1;
        BodyType body = BodyType.SEVEN_BIT;
        boolean smtputf8 = false;
        boolean requireTls = false;
        Returned returned = Returned.UNSAID;
        String envelopeId = "";
        String auth = "";
        Parameters parameters = new Parameters(text);
        while (parameters.next()) {
            String value = parameters.value();
            switch (parameters.keyword()) {
                case "SIZE" -> size = size(value);
                case "BODY" -> body = body(value);
                case "SMTPUTF8" -> smtputf8 = flag("SMTPUTF8", value);
                case "REQUIRETLS" -> requireTls = flag("REQUIRETLS", value);
                case "RET" -> returned = returned(value);
                case "ENVID" -> envelopeId = envelopeId(value);
                case "AUTH" -> auth = auth(value);
                default -> throw parameters.notOffered();
            }
        }
        return new MailParameters(
                size, new MailOptions(body, smtputf8, requireTls, returned, envelopeId), auth);
    }

    private DsnRequest dsn(String text) throws Refusal {
        Set<Notify> events = Set.of();
        String original = "";
        Parameters parameters = new Parameters(text);
        while (parameters.next()) {
            String value = parameters.value();
            switch (parameters.keyword()) {
                case "NOTIFY" -> events = DsnParameters.notify(value);
                case "ORCPT" -> original = DsnParameters.originalRecipient(value, utf8);
                default -> throw parameters.notOffered();
            }
        }
        return new DsnRequest(events, original);
    }

    private static long size(String value) throws Refusal {
        if (!Syntax.isNumber(value)) {
            throw Refusal.badArgument("Bad value of SIZE");
        }
        return Syntax.number(value);
    }

    private BodyType body(String value) throws Refusal {
        return switch (value.toUpperCase(Locale.ROOT)) {
            case "7BIT" -> BodyType.SEVEN_BIT;
            case "8BITMIME" -> BodyType.EIGHT_BIT_MIME;
            case "BINARYMIME" -> {
                if (!offered.has("BINARYMIME")) {
                    throw new Refusal(555, "5.5.4", "Parameter not offered: BODY=BINARYMIME");
                }
                yield BodyType.BINARY_MIME;
            }
            default -> throw Refusal.badArgument("Bad value of BODY");
        };
    }

    private static boolean flag(String keyword, String value) throws Refusal {
        if (!value.isEmpty()) {
            throw Refusal.badArgument(keyword + " takes no value");
        }
        return true;
    }

    private static Returned returned(String value) throws Refusal {
        return switch (value.toUpperCase(Locale.ROOT)) {
            case "FULL" -> Returned.FULL;
            case "HDRS" -> Returned.HEADERS;
            default -> throw Refusal.badArgument("Bad value of RET");
        };
    }

    private static String envelopeId(String value) throws Refusal {
        return Optional.of(value)
                .filter(text -> text.length() <= ENVID_LIMIT)
                .flatMap(Xtext::decode)
                .filter(text -> !text.isEmpty() && Utf8.isPrintableAscii(text))
                .orElseThrow(() -> Refusal.badArgument("Bad value of ENVID"));
    }

    private static String auth(String value) throws Refusal {
        return Optional.of(value)
                .filter(text -> text.length() <= AUTH_LIMIT)
                .flatMap(Xtext::decode)
                .filter(text -> text.equals("<>") || AddressParser.utf8Mailbox(text).isPresent())
                .orElseThrow(() -> Refusal.badArgument("Bad value of AUTH"));
    }

    /** Goes over parameters that are offered, and of which none comes twice. */
    private final class Parameters {
        private final ParameterReader reader;
        private final Set<String> seen = new HashSet<>();

        Parameters(String text) {
            reader = new ParameterReader(text);
        }

        boolean next() throws Refusal {
            if (!reader.next()) {
                if (reader.isBroken()) {
                    throw Refusal.badArgument("Bad parameter syntax");
                }
                return false;
            }
            if (!isOffered(reader.keyword())) {
                throw notOffered();
            }
            if (!seen.add(reader.keyword())) {
                throw Refusal.badArgument("Parameter twice: " + reader.keyword());
            }
            return true;
        }

        String keyword() {
            return reader.keyword();
        }

        String value() {
            return reader.value();
        }

        Refusal notOffered() {
            return new Refusal(555, "5.5.4", "Parameter not offered: " + reader.keyword());
        }

        private boolean isOffered(String keyword) {
            return switch (keyword) {
                case "BODY" -> offered.has("8BITMIME") || offered.has("BINARYMIME");
                case "RET", "ENVID", "NOTIFY", "ORCPT" -> offered.has("DSN");
                default -> offered.has(keyword);
            };
        }
    }
}
