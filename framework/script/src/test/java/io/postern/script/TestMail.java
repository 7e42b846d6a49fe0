// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Client;
import io.postern.api.mail.ClientCertificate;
import io.postern.api.mail.Domain;
import io.postern.api.mail.HeaderField;
import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Message;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.TlsSession;
import io.postern.api.mail.Transaction;
import io.postern.api.routing.RoutingContext;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Mail values as the server would hand them to hooks. */
final class TestMail {
    private TestMail() {}

    static Client client(String address) {
        return client(address, 40000);
    }

    static Client client(String address, int port) {
        return client(address, port, Optional.empty());
    }

    private static Client client(String address, int port, Optional<String> account) {
        return new TestClient(
                InetAddress.ofLiteral(address), port, Optional.of("client.example"), account);
    }

    static Transaction transaction(String address, String sender, String... recipients) {
        ReversePath path =
                sender.isEmpty() ? new ReversePath.Null() : new ReversePath.Of(mailbox(sender));
        return new TestTransaction(
                client(address), path, Arrays.stream(recipients).map(TestMail::recipient).toList());
    }

    static Transaction transaction() {
        return transaction("192.0.2.7", "alice@example.com");
    }

    /** Of a user who has logged in. */
    static Transaction submission(String account) {
        return new TestTransaction(
                client("192.0.2.7", 40000, Optional.of(account)),
                new ReversePath.Of(mailbox("alice@example.com")),
                List.of());
    }

    static Mailbox mailbox(String address) {
        int at = address.lastIndexOf('@');
        return Mailbox.of(address.substring(0, at), address.substring(at + 1));
    }

    static Recipient recipient(String address) {
        return Recipient.of(mailbox(address));
    }

    static Message message(HeaderField... fields) {
        return new TestMessage(List.of(fields), "a: b\r\n\r\n");
    }

    /** Of which only the octets are known. */
    static Message letter(String content) {
        return new TestMessage(List.of(), content);
    }

    static RoutingContext routing(String sender) {
        return new TestRouting(new ReversePath.Of(mailbox(sender)));
    }

    private record TestClient(
            InetAddress address, int port, Optional<String> helo, Optional<String> account)
            implements Client {
        @Override
        public String listener() {
            return "smtp";
        }

        @Override
        public Optional<TlsSession> tls() {
            return Optional.empty();
        }

        @Override
        public Optional<ClientCertificate> certificate() {
            return Optional.empty();
        }

        @Override
        public String session() {
            return "s1";
        }
    }

    private record TestTransaction(
            Client client, ReversePath reversePath, List<Recipient> recipients)
            implements Transaction {
        @Override
        public MailOptions options() {
            return MailOptions.NONE;
        }

        @Override
        public OptionalLong declaredSize() {
            return OptionalLong.empty();
        }
    }

    private record TestMessage(List<HeaderField> headers, String text) implements Message {
        @Override
        public long size() {
            return 1234;
        }

        @Override
        public boolean isEightBit() {
            return false;
        }

        @Override
        public InputStream content() {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private record TestRouting(ReversePath reversePath) implements RoutingContext {
        @Override
        public HostIdentity host() {
            return new TestHost();
        }

        @Override
        public int redirects() {
            return 3;
        }
    }

    private record TestHost() implements HostIdentity {
        @Override
        public String hostname() {
            return "mx.example.net";
        }

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
            return new Domain("example.net");
        }
    }
}
