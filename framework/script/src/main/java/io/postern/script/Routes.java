// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.ReturnPath;
import io.postern.api.routing.NextHop;

import org.graalvm.polyglot.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the next hops and mailboxes of {@code via} and {@code redirect}. */
final class Routes {
    private static final int SMTP = 25;

    private Routes() {}

    /**
     * {@code ['mx.example.org:25', {host, port, preference}]}: what has no preference keeps its
     * place in the list.
     */
    static List<NextHop> hops(Value value) {
        List<NextHop> hops = new ArrayList<>();
        for (Value element : Arguments.elements(value)) {
            hops.add(
                    element.isString()
                            ? hop(element.asString(), hops.size())
                            : described(element, hops.size()));
        }
        return hops;
    }

    private static NextHop described(Value value, int place) {
        if (!value.hasMembers() || !text(value, "host")) {
            throw new IllegalArgumentException(
                    "a hop must be 'host:port' or {host, port, preference}");
        }
        return new NextHop(
                value.getMember("host").asString(),
                number(value, "port", SMTP),
                number(value, "preference", place));
    }

    private static boolean text(Value value, String name) {
        return value.hasMember(name) && value.getMember(name).isString();
    }

    private static int number(Value value, String name, int otherwise) {
        if (!value.hasMember(name)) {
            return otherwise;
        }
        if (!value.getMember(name).fitsInInt()) {
            throw new IllegalArgumentException("a hop's " + name + " must be a whole number");
        }
        return value.getMember(name).asInt();
    }

    /** {@code host}, {@code host:port}, {@code [2001:db8::1]:port}. */
    static NextHop hop(String text, int preference) {
        int colon = text.lastIndexOf(':');
        boolean bare = colon < 0 || text.endsWith("]");
        String host = bare ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("write [address]:port: '" + text + "'");
        }
        return new NextHop(host, bare ? SMTP : port(text.substring(colon + 1)), preference);
    }

    private static int port(String digits) {
        if (!digits.matches("\\d{1,5}")) {
            throw new IllegalArgumentException("no port: '" + digits + "'");
        }
        return Integer.parseInt(digits);
    }

    /** Of {@code redirect(addresses, {sender})}; the empty string is the null reverse-path. */
    static ReturnPath returnPath(Value... call) {
        return Members.optional(call, 1, Set.of("sender"))
                .find("sender")
                .map(value -> Arguments.text(new Value[] {value}, 0, "sender"))
                .<ReturnPath>map(text -> new ReturnPath.Own(MailboxText.path(text)))
                .orElse(ReturnPath.OF_MESSAGE);
    }

    /** {@code 'user@example.org'} or several of them. */
    static List<Mailbox> mailboxes(Value value) {
        List<Mailbox> mailboxes = new ArrayList<>();
        for (String address : Arguments.texts(value, "addresses")) {
            int at = address.lastIndexOf('@');
            if (at < 1 || address.startsWith("\"")) {
                throw new IllegalArgumentException("no address to redirect to: '" + address + "'");
            }
            mailboxes.add(
                    new Mailbox(address.substring(0, at), new Domain(address.substring(at + 1))));
        }
        if (mailboxes.isEmpty()) {
            throw new IllegalArgumentException("a redirect to nobody: say discard");
        }
        return mailboxes;
    }
}
