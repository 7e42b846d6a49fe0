// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import io.postern.api.mail.Mailbox;
import io.postern.smtp.AddressParser;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the TXT records that say where reports go (RFC 8460 section 3). Pure. */
final class ReportAddresses {
    /** Nobody has more; each costs a message or a connection. */
    private static final int MOST = 10;

    private static final Pattern BEGIN = Pattern.compile("v=TLSRPTv1[ \\t]*;.*", Pattern.DOTALL);
    private static final String FIELD =
            "[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[!-:<-~]+(?:[ \\t]*,[ \\t]*[!-:<-~]+)*";
    private static final String DELIMITER = "[ \\t]*;[ \\t]*";
    private static final Pattern RECORD =
            Pattern.compile("v=TLSRPTv1(?:" + DELIMITER + FIELD + ")+(?:" + DELIMITER + ")?");
    private static final Pattern RUA = Pattern.compile("[; \\t]rua=([^;]+)");

    private ReportAddresses() {}

    /** Where a report can go. */
    sealed interface Address {
        /** By mail. */
        record Mail(Mailbox mailbox) implements Address {}

        /** By a POST. */
        record Https(URI uri) implements Address {}
    }

    /** None where the records don't say, or not rightly. */
    static List<Address> of(List<String> records) {
        List<String> ours = records.stream().filter(text -> BEGIN.matcher(text).matches()).toList();
        if (ours.size() != 1 || !RECORD.matcher(ours.getFirst()).matches()) {
            return List.of();
        }
        Matcher rua = RUA.matcher(ours.getFirst());
        List<Address> addresses = new ArrayList<>();
        if (rua.find()) {
            for (String uri : rua.group(1).split(",", -1)) {
                address(uri.strip()).ifPresent(addresses::add);
            }
        }
        return addresses.stream().distinct().limit(MOST).toList();
    }

    private static Optional<Address> address(String uri) {
        String lower = uri.toLowerCase(Locale.ROOT);
        try {
            if (lower.startsWith("mailto:")) {
                String address = uri.substring("mailto:".length()).replaceFirst("\\?.*", "");
                String decoded =
                        URLDecoder.decode(address.replace("+", "%2B"), StandardCharsets.UTF_8);
                return AddressParser.mailbox(decoded).map(Address.Mail::new);
            }
            if (lower.startsWith("https:")) {
                URI parsed = URI.create(uri);
                return parsed.getHost() == null
                        ? Optional.empty()
                        : Optional.of(new Address.Https(parsed));
            }
        } catch (IllegalArgumentException _) {
            // no address
        }
        return Optional.empty();
    }
}
