// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Domain;
import io.postern.api.mail.HeaderField;
import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Message;
import io.postern.api.mail.ReversePath;
import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.MessageEdit;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.RoutingContext;
import io.postern.api.transport.ShapingPolicy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Mail values as the server hands them to hooks, made of what a test says. */
final class Pretend {
    private Pretend() {}

    /** {@code user@domain}; the user in quotes or, whatever its characters, without. */
    static Mailbox mailbox(String address) {
        int at = address.lastIndexOf('@');
        if (address.startsWith("\"")) {
            return MailboxText.read(address).orElseThrow(() -> none(address));
        }
        if (at < 1) {
            throw none(address);
        }
        return Mailbox.of(address.substring(0, at), address.substring(at + 1));
    }

    private static IllegalArgumentException none(String address) {
        return new IllegalArgumentException("no mail address: '" + address + "'");
    }

    /** An address, or the empty string for the null reverse-path. */
    static ReversePath path(String sender) {
        return sender.isEmpty() ? new ReversePath.Null() : new ReversePath.Of(mailbox(sender));
    }

    /** A message as the client would have sent it. */
    record OfMessage(List<HeaderField> headers, String text) implements Message {
        OfMessage {
            headers = List.copyOf(headers);
        }

        /** Takes any line endings. A header section ends with the first empty line. */
        static OfMessage of(String text) {
            List<HeaderField> fields = new ArrayList<>();
            for (String line : text.lines().takeWhile(line -> !line.isEmpty()).toList()) {
                int colon = line.indexOf(':');
                if (Character.isWhitespace(line.charAt(0)) && !fields.isEmpty()) {
                    HeaderField folded = fields.removeLast();
                    fields.add(new HeaderField(folded.name(), (folded.value() + line).strip()));
                } else if (colon > 0) {
                    fields.add(
                            new HeaderField(
                                    line.substring(0, colon), line.substring(colon + 1).strip()));
                } else {
                    throw new IllegalArgumentException("no header field: '" + line + "'");
                }
            }
            return new OfMessage(fields, text.replaceAll("\\R", "\r\n"));
        }

        /** With what was done to its header section. */
        OfMessage edited(List<MessageEdit> edits) {
            List<HeaderField> fields = new ArrayList<>(headers);
            for (MessageEdit edit : edits) {
                switch (edit) {
                    case HeaderEdit.Add(String name, String value) ->
                            fields.addFirst(new HeaderField(name, value));
                    case HeaderEdit.Remove(String name) -> fields.removeIf(field -> field.is(name));
                    case MessageEdit.SetSender _,
                            MessageEdit.AddRecipient _,
                            MessageEdit.Wrap _ -> {}
                }
            }
            StringBuilder section = new StringBuilder();
            fields.forEach(field -> section.append(field.name() + ": " + field.value() + "\r\n"));
            int blank = ("\r\n" + text).indexOf("\r\n\r\n");
            return new OfMessage(fields, section + (blank < 0 ? "" : text.substring(blank)));
        }

        @Override
        public long size() {
            return octets().length;
        }

        @Override
        public boolean isEightBit() {
            return text.chars().anyMatch(c -> c > 127);
        }

        @Override
        public InputStream content() {
            return new ByteArrayInputStream(octets());
        }

        private byte[] octets() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** What a router is told. */
    record OfRouting(ReversePath reversePath, int redirects, String hostname)
            implements RoutingContext {
        @Override
        public HostIdentity host() {
            return new OfHost(hostname);
        }
    }

    /** A host without domains of its own. */
    record OfHost(String hostname) implements HostIdentity {
        @Override
        public boolean isLocal(Domain domain) {
            return false;
        }

        @Override
        public boolean isRelay(Domain domain) {
            return false;
        }

        @Override
        public Domain defaultDomain() {
            return new Domain(hostname);
        }
    }

    /** Where mail is about to go. */
    record OfDestination(
            Domain domain, String transport, List<NextHop> hops, String site, String source)
            implements ShapingPolicy.Destination {
        OfDestination {
            hops = List.copyOf(hops);
        }
    }
}
