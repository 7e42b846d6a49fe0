package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

#if ($kind == "relay")
import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authenticator;
#end
#if ($kind == "transport")
import io.postern.api.event.MailEvent;
#end
#if ($kind == "lookup")
import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;
#end
#if ($kind == "auth" || $kind == "relay")
import io.postern.testkit.RawSmtpClient;
#end
import io.postern.testserver.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
#if ($kind == "auth" || $kind == "relay")
import java.util.Base64;
#end
#if ($kind == "relay")
import java.util.List;
import java.util.Map;
#end

/** The jar as it will be installed, in the real server, configured as an operator would. */
@Timeout(60)
class ${className}IT {
    private static final Path JAR = Path.of(System.getProperty("plugin.jar"));
    private static final String CONFIGURATION =
            """
#if ($kind == "router")
            routers:
              - name: ${type}
                type: ${type}
                prefix: support-
                hosts: ["${sink}"]
                transport: smtp
            """;

    @Test
    void mailGoesWhereItSays() throws Exception {
        try (TestServer server =
                TestServer.with().install(JAR).configuration(CONFIGURATION).start()) {
            server.send("alice@client.test", "support-7@example.test", "hello");

            assertThat(server.sink().awaitMessages(1).getFirst().rcptLines())
                    .containsExactly("RCPT TO:<support-7@example.test>");
        }
    }

    @Test
    void wrongOptionIsNamedWithItsPlace() {
        assertThatThrownBy(
                        () ->
                                TestServer.with()
                                        .install(JAR)
                                        .configuration(CONFIGURATION.replace("prefix:", "prefx:"))
                                        .start())
                .hasMessageContaining("prefx");
    }
}
#elseif ($kind == "transport")
            routers:
              - name: all
                type: smarthost
                hosts: ["${sink}"]
                transport: ${type}
            transports:
              ${type}:
                type: ${type}
                folder: data/${type}
            """;

    @Test
    void messageLiesInTheFolder() throws Exception {
        try (TestServer server =
                TestServer.with().install(JAR).configuration(CONFIGURATION).start()) {
            server.send("alice@client.test", "bob@example.test", "hello");
            server.awaitEvents(MailEvent.Finished.class, 1);

            assertThat(server.home().resolve("data/${type}")).isNotEmptyDirectory();
        }
    }

    @Test
    void wrongOptionIsNamedWithItsPlace() {
        assertThatThrownBy(
                        () ->
                                TestServer.with()
                                        .install(JAR)
                                        .configuration(CONFIGURATION.replace("folder:", "foldr:"))
                                        .start())
                .hasMessageContaining("foldr");
    }
}
#elseif ($kind == "policy")
            ${type}:
              local-parts: [nobody]
            """;

    @Test
    void clientIsRefused() throws Exception {
        try (TestServer server =
                TestServer.with().install(JAR).configuration(CONFIGURATION).start()) {
            assertThat(server.send("alice@client.test", "nobody@local.test", "hello").code())
                    .isEqualTo(550);
            assertThat(server.send("alice@client.test", "bob@local.test", "hello").code())
                    .isEqualTo(250);
        }
    }

    @Test
    void wrongOptionIsNamedWithItsPlace() {
        assertThatThrownBy(
                        () ->
                                TestServer.with()
                                        .install(JAR)
                                        .configuration(CONFIGURATION.replace("parts:", "part:"))
                                        .start())
                .hasMessageContaining("local-part");
    }
}
#elseif ($kind == "relay" || $kind == "auth")
            listeners:
              - name: submission
                bind: 127.0.0.1:0
                role: submission
                auth-in-clear: true
#if ($kind == "relay")
            relay:
              ${type}:
                accounts: [alice]
            """;

    /** Believes everybody who says a name. */
    private static final Authenticator ANYBODY =
            (credentials, client) ->
                    new Authentication.Identity(credentials.account(), List.of("*"));

    @Test
    void listedAccountMaySendAnywhereAndOthersMayNot() throws Exception {
        try (TestServer server =
                TestServer.with()
                        .with(ANYBODY, Map.of(Authenticator.CREDENTIALS, new String[] {"password"}))
                        .install(JAR)
                        .configuration(CONFIGURATION)
                        .start()) {
            assertThat(rcpt(server, "alice")).isEqualTo(250);
            assertThat(rcpt(server, "bob")).isEqualTo(550);
        }
    }

    private static int rcpt(TestServer server, String account) {
        try (RawSmtpClient client = server.client()) {
            client.expect(235, client.command("AUTH PLAIN " + plain(account, "any")));
            client.expect(250, client.mail(account + "@local.test"));
            return client.rcpt("someone@elsewhere.test").code();
        }
    }

    @Test
    void wrongOptionIsNamedWithItsPlace() {
        assertThatThrownBy(
                        () ->
                                TestServer.with()
                                        .install(JAR)
                                        .configuration(CONFIGURATION.replace("accounts:", "acounts:"))
                                        .start())
                .hasMessageContaining("acounts");
    }
#else
            auth:
              - type: ${type}
                account: alice
                password: correct horse
            """;

    @Test
    void passwordIsBelievedAndAnotherIsNot() throws Exception {
        try (TestServer server =
                TestServer.with().install(JAR).configuration(CONFIGURATION).start()) {
            assertThat(login(server, "correct horse")).isEqualTo(235);
            assertThat(login(server, "battery staple")).isEqualTo(535);
        }
    }

    private static int login(TestServer server, String password) {
        try (RawSmtpClient client = server.client()) {
            return client.command("AUTH PLAIN " + plain("alice", password)).code();
        }
    }

    @Test
    void wrongOptionIsNamedWithItsPlace() {
        assertThatThrownBy(
                        () ->
                                TestServer.with()
                                        .install(JAR)
                                        .configuration(CONFIGURATION.replace("account:", "acount:"))
                                        .start())
                .hasMessageContaining("acount");
    }
#end

    /** A response of PLAIN (RFC 4616). */
    private static String plain(String account, String password) {
        byte[] response = ("\0" + account + "\0" + password).getBytes();
        return Base64.getEncoder().encodeToString(response);
    }
}
#else
            lookups:
              ${type}:
                type: ${type}
                entries: ["alice=gold"]
            """;

    @Test
    void isFoundByItsName() throws Exception {
        try (TestServer server =
                TestServer.with().install(JAR).configuration(CONFIGURATION).start()) {
            Lookup lookup = server.service(Lookup.class, "${type}");

            assertThat(lookup.find("alice")).isEqualTo(new LookupAnswer.Found("gold"));
            assertThat(lookup.find("bob")).isEqualTo(new LookupAnswer.Absent());
        }
    }

    @Test
    void wrongOptionIsNamedWithItsPlace() {
        assertThatThrownBy(
                        () ->
                                TestServer.with()
                                        .install(JAR)
                                        .configuration(CONFIGURATION.replace("entries:", "entrys:"))
                                        .start())
                .hasMessageContaining("entrys");
    }
}
#end
