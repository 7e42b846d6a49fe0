// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Mailbox;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

import java.net.IDN;
import java.util.Map;
import java.util.Optional;

/** {@code address} of the host module: what mailboxes and domains are made of. */
final class AddressFunctions implements HostFunctions {
    @Override
    public Map<String, Object> functions(Worker worker) {
        return Map.of(
                "addressParse", function(AddressFunctions::parse),
                "addressAscii", function(call -> ascii(Arguments.text(call, 0, "domain"))),
                "addressUnicode",
                        function(call -> IDN.toUnicode(Arguments.text(call, 0, "domain"))));
    }

    private static ProxyExecutable function(ProxyExecutable body) {
        return body;
    }

    /** Null for what isn't one: texts from the network needn't be. */
    private static @Nullable Object parse(Value... call) {
        boolean delimited = call.length > 1 && !call[1].isNull();
        String delimiter = delimited ? Arguments.text(call, 1, "delimiter") : "+";
        if (delimiter.length() != 1) {
            throw new IllegalArgumentException("delimiter must be one character");
        }
        Optional<Mailbox> mailbox = MailboxText.read(Arguments.text(call, 0, "text"));
        return mailbox.map(found -> parts(found, delimiter)).orElse(null);
    }

    private static ReadOnly parts(Mailbox mailbox, String delimiter) {
        String localPart = mailbox.localPart();
        // A local-part that begins with the delimiter has no user before it.
        int at = localPart.indexOf(delimiter, 1);
        return new ReadOnly(
                Map.of(
                        "localPart",
                        localPart,
                        "domain",
                        mailbox.domain().name(),
                        "address",
                        mailbox.toString(),
                        "user",
                        at < 0 ? localPart : localPart.substring(0, at),
                        "tag",
                        at < 0 ? "" : localPart.substring(at + 1)));
    }

    /** RFC 3490, as the DNS has it; an address literal stays what it is. */
    private static String ascii(String domain) {
        if (domain.startsWith("[")) {
            return domain;
        }
        try {
            return IDN.toASCII(domain);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("no domain: '" + domain + "'");
        }
    }
}
