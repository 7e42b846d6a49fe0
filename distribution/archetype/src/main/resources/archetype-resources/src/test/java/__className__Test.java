#if ($kind == "router")
package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.Recipient;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;
import io.postern.testkit.Addresses;
import io.postern.testkit.RouterContract;

import org.junit.jupiter.api.Test;

import java.lang.annotation.Annotation;
import java.util.List;

/** Without a server. The contract adds the tests that hold for every router. */
class ${className}Test implements RouterContract {
    private record Given(String prefix, String transport, String... hosts)
            implements ${className}.Options {
        @Override
        public Class<? extends Annotation> annotationType() {
            return ${className}.Options.class;
        }
    }

    @Override
    public Router router() {
        return new ${className}(new Given("support-", "smtp", "[2001:db8::1]:2525"));
    }

    @Override
    public Recipient recipient() {
        return Addresses.recipient("support-7@example.test");
    }

    @Test
    void prefixGoesToTheHosts() throws Exception {
        assertThat(router().route(recipient(), context()))
                .isEqualTo(
                        new RoutingDecision.Via(
                                "smtp", List.of(new NextHop("2001:db8::1", 2525, 0))));
    }

    @Test
    void othersAreNotItsBusiness() throws Exception {
        assertThat(router().route(Addresses.recipient("bob@example.test"), context()))
                .isEqualTo(new RoutingDecision.Pass());
    }

    @Test
    void noHostsAreRefused() {
        assertThatThrownBy(() -> new ${className}(new Given("support-", "smtp")))
                .hasMessageContaining("hosts");
    }
}
#elseif ($kind == "transport")
package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.postern.api.mail.Recipient;
import io.postern.api.transport.Transport;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestMessage;
import io.postern.testkit.TransportContract;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** Without a server. The contract adds the tests that hold for every transport. */
class ${className}Test implements TransportContract {
    private static final TestMessage MESSAGE = TestMessage.saying("hello");

    @TempDir Path folder;

    private record Given(String folder) implements ${className}.Options {
        @Override
        public Class<? extends Annotation> annotationType() {
            return ${className}.Options.class;
        }
    }

    @Override
    public Transport transport() {
        return new ${className}(new Given(folder.toString()));
    }

    @Override
    public TestAttempt attempt() {
        return TestAttempt.of(MESSAGE).to("alice@example.test", "bob@example.test");
    }

    @Override
    public void arrivedFor(Collection<Recipient> recipients) {
        assertThat(folder.toFile().list()).hasSize(recipients.size());
    }

    @Test
    void fileHoldsTheMessage() throws Exception {
        transport().deliver(TestAttempt.of(MESSAGE));

        assertThat(folder)
                .isDirectoryContaining(file -> content(file).equals("Subject: test\r\n\r\nhello\r\n"));
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    @Test
    void folderThatCannotBeWrittenIsTrouble() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in its place");

        assertThatCode(
                        () ->
                                new ${className}(new Given(file.toString()))
                                        .deliver(attempt()))
                .doesNotThrowAnyException();
    }
}
#elseif ($kind == "policy")
package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.Verdict;
import io.postern.testkit.Addresses;
import io.postern.testkit.RecipientPolicyContract;

import org.junit.jupiter.api.Test;

import java.lang.annotation.Annotation;

/** Without a server. The contract adds the tests that hold for every policy. */
class ${className}Test implements RecipientPolicyContract {
    private record Given(String text, String... localParts) implements ${className}.Options {
        @Override
        public Class<? extends Annotation> annotationType() {
            return ${className}.Options.class;
        }
    }

    @Override
    public RecipientPolicy policy() {
        return new ${className}(new Given("no mail here", "trap", "Nobody"));
    }

    @Test
    void listedLocalPartIsRefusedInAnyCase() throws Exception {
        assertThat(policy().onRecipient(transaction(), Addresses.recipient("nobody@local.test")))
                .isEqualTo(Verdict.reject(1, 1, "no mail here"));
    }

    @Test
    void othersAreNotItsBusiness() throws Exception {
        assertThat(policy().onRecipient(transaction(), Addresses.recipient("bob@local.test")))
                .isEqualTo(Verdict.pass());
    }
}
#elseif ($kind == "relay")
package ${package};

import io.postern.api.mail.Client;
import io.postern.api.policy.RelayPolicy;
import io.postern.testkit.RelayPolicyContract;
import io.postern.testkit.TestClient;

import java.lang.annotation.Annotation;

/** Without a server. The contract says all that there is to say of this one. */
class ${className}Test implements RelayPolicyContract {
    private record Given(String... accounts) implements ${className}.Options {
        @Override
        public Class<? extends Annotation> annotationType() {
            return ${className}.Options.class;
        }
    }

    @Override
    public RelayPolicy policy() {
        return new ${className}(new Given("alice"));
    }

    @Override
    public Client friend() {
        return TestClient.from("192.0.2.1").as("alice");
    }

    @Override
    public Client stranger() {
        return TestClient.from("192.0.2.1").as("mallory");
    }
}
#elseif ($kind == "auth")
package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authenticator;
import io.postern.api.auth.Credentials;
import io.postern.testkit.AuthenticatorContract;

import org.junit.jupiter.api.Test;

import java.lang.annotation.Annotation;

/** Without a server. The contract adds the tests that hold for every authenticator. */
class ${className}Test implements AuthenticatorContract {
    private record Given(String account, String _password) implements ${className}.Options {
        @Override
        public Class<? extends Annotation> annotationType() {
            return ${className}.Options.class;
        }
    }

    @Override
    public Authenticator authenticator() {
        return new ${className}(new Given("alice", "correct horse"));
    }

    @Override
    public Credentials good() {
        return new Credentials.Password("alice", "correct horse");
    }

    @Override
    public Credentials wrong() {
        return new Credentials.Password("alice", "battery staple");
    }

    @Test
    void othersAreNotItsBusiness() throws Exception {
        assertThat(
                        authenticator()
                                .authenticate(new Credentials.Password("bob", "secret"), client()))
                .isEqualTo(new Authentication.Pass());
    }
}
#else
package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;
import io.postern.testkit.LookupContract;

import org.junit.jupiter.api.Test;

import java.lang.annotation.Annotation;
import java.util.List;

/** Without a server. The contract adds the tests that hold for every look-up. */
class ${className}Test implements LookupContract {
    private record Given(String... entries) implements ${className}.Options {
        @Override
        public Class<? extends Annotation> annotationType() {
            return ${className}.Options.class;
        }
    }

    @Override
    public Lookup lookup() {
        return new ${className}(new Given("alice=gold", "bob=silver", "bob=bronze"));
    }

    @Override
    public String known() {
        return "alice";
    }

    @Test
    void keyThatStandsTwiceHasTwoValues() throws Exception {
        assertThat(lookup().find("bob"))
                .isEqualTo(new LookupAnswer.Found(List.of("silver", "bronze")));
    }

    @Test
    void entryWithoutASignIsRefused() {
        assertThatThrownBy(() -> new ${className}(new Given("alice")))
                .hasMessageContaining("'alice' is not key=value");
    }
}
#end
