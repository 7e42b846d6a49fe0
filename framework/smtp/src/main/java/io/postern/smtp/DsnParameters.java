// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.DsnRequest.Notify;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** NOTIFY and ORCPT of RCPT TO (RFC 3461 sections 4.1 and 4.2, RFC 6533 section 3). */
final class DsnParameters {
    private static final int ORCPT_LIMIT = 500;
    private static final String UTF8 = "utf-8";

    private DsnParameters() {}

    static String line(DsnRequest dsn) {
        String notify =
                dsn.events().isEmpty()
                        ? ""
                        : dsn.events().stream()
                                .sorted()
                                .map(Notify::name)
                                .collect(Collectors.joining(",", " NOTIFY=", ""));
        String original = dsn.originalRecipient();
        if (original.isEmpty()) {
            return notify;
        }
        int behindType = original.indexOf(';') + 1;
        String type = original.substring(0, behindType);
        String address = original.substring(behindType);
        return notify
                + " ORCPT="
                + type
                + (type.equalsIgnoreCase(UTF8 + ";")
                        ? EmbeddedUnicode.encode(address)
                        : Xtext.encode(address));
    }

    static Set<Notify> notify(String value) throws Refusal {
        Set<Notify> events = EnumSet.noneOf(Notify.class);
        for (String word : value.split(",", -1)) {
            events.add(
                    switch (word.toUpperCase(Locale.ROOT)) {
                        case "NEVER" -> Notify.NEVER;
                        case "SUCCESS" -> Notify.SUCCESS;
                        case "FAILURE" -> Notify.FAILURE;
                        case "DELAY" -> Notify.DELAY;
                        default -> throw Refusal.badArgument("Bad value of NOTIFY");
                    });
        }
        if (events.contains(Notify.NEVER) && events.size() > 1) {
            throw Refusal.badArgument("NOTIFY=NEVER stands alone");
        }
        return events;
    }

    /**
     * The type and the address, decoded.
     *
     * @param utf8 whether it may hold UTF-8 that isn't encoded
     */
    static String originalRecipient(String value, boolean utf8) throws Refusal {
        int semicolon = value.indexOf(';');
        String type = semicolon < 0 ? "" : value.substring(0, semicolon);
        boolean atom = !type.isEmpty() && Syntax.all(type, c -> Syntax.isAtext((char) c));
        if (!atom || value.length() > ORCPT_LIMIT || (!utf8 && !Utf8.isAscii(value))) {
            throw Refusal.badArgument("Bad value of ORCPT");
        }
        String encoded = value.substring(semicolon + 1);
        Optional<String> address =
                type.equalsIgnoreCase(UTF8)
                        ? EmbeddedUnicode.decode(encoded)
                                .filter(text -> AddressParser.utf8Mailbox(text).isPresent())
                        : Xtext.decode(encoded)
                                .filter(text -> !text.isEmpty() && Utf8.isPrintableAscii(text));
        return type + ";" + address.orElseThrow(() -> Refusal.badArgument("Bad value of ORCPT"));
    }
}
