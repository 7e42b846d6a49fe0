// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static io.postern.script.TestMail.recipient;
import static io.postern.script.TestMail.routing;
import static io.postern.script.TestMail.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Status;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.policy.Verdict;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The scripts of the folder scripts/, as they are shipped. */
class ReadyScriptsTest {
    private static final Path FOLDER =
            Path.of("").toAbsolutePath().resolve("../../scripts").normalize();

    /** {@code export const dns = Object.freeze({…})} in postern.js. */
    private static final Pattern GROUP =
            Pattern.compile("export const (\\w+) = Object\\.freeze\\(\\{([^}]*)\\}\\)");

    private static final Pattern MEMBER = Pattern.compile("(\\w+):");

    private static TestScript load(String name) {
        return TestScript.load(FOLDER.resolve(name), FOLDER.getParent(), TestScript.PATIENT, null);
    }

    @Test
    void relayPermitsTheOfficeAlone() throws Exception {
        try (TestScript script = load("relay.js")) {
            RelayPolicy policy = script.hook(RelayPolicy.class);
            assertThat(policy.onRelay(transaction("192.0.2.7", ""), recipient("a@b.example")))
                    .isEqualTo(new RelayDecision.Permit());
            assertThat(policy.onRelay(transaction("2001:db8::7", ""), recipient("a@b.example")))
                    .isEqualTo(new RelayDecision.Permit());
            assertThat(policy.onRelay(transaction("198.51.100.7", ""), recipient("a@b.example")))
                    .isEqualTo(new RelayDecision.Pass());
            assertThat(policy.onRelay(transaction("127.0.0.1", ""), recipient("a@b.example")))
                    .isEqualTo(new RelayDecision.Pass());
        }
    }

    @Test
    void relayForbidsMisspeltDomainsToAll() throws Exception {
        try (TestScript script = load("relay.js")) {
            assertThat(
                            script.hook(RelayPolicy.class)
                                    .onRelay(
                                            transaction("192.0.2.7", ""),
                                            recipient("a@Example.con")))
                    .isEqualTo(
                            new RelayDecision.Deny(
                                    new Status.Permanent(
                                            1,
                                            2,
                                            "example.con isn't a mail domain, check the"
                                                    + " spelling")));
        }
    }

    @Test
    void relayRefusesSpamTraps() throws Exception {
        try (TestScript script = load("relay.js")) {
            RecipientPolicy policy = script.hook(RecipientPolicy.class);
            assertThat(policy.onRecipient(transaction(), recipient("Spamtrap+x@example.org")))
                    .isEqualTo(Verdict.reject(1, 1, "no such user"));
            assertThat(policy.onRecipient(transaction(), recipient("postmaster@example.org")))
                    .isEqualTo(Verdict.pass());
        }
    }

    @Test
    void routeSendsItsDomainToTheFixedHost() throws Exception {
        try (TestScript script = load("route.js")) {
            Router router = script.hook(Router.class);
            assertThat(router.route(recipient("a@example.test"), routing("b@example.org")))
                    .isEqualTo(
                            new RoutingDecision.Via(
                                    "smtp", List.of(new NextHop("127.0.0.1", 2599, 0))));
            assertThat(router.route(recipient("a@other.test"), routing("b@example.org")))
                    .isEqualTo(new RoutingDecision.Pass());
        }
    }

    @Test
    void eachScriptIsCheckedByEditors() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.filter(file -> file.toString().endsWith(".js")))
                    .isNotEmpty()
                    .allSatisfy(
                            file ->
                                    assertThat(Files.readString(file))
                                            .startsWith("// @ts-check\n"));
        }
    }

    /** The declarations and the module say the same; so do the hooks. */
    @Test
    void declarationsNameAllThereIs() throws IOException {
        String declared = Files.readString(FOLDER.resolve("postern.d.ts"));
        for (ScriptHook<?> hook : ScriptHook.ALL) {
            assertThat(declared).contains("type " + hook.function() + " =");
        }
        for (String name :
                List.of(
                        "pass",
                        "accept",
                        "defer",
                        "reject",
                        "permit",
                        "deny",
                        "discard",
                        "hold",
                        "via",
                        "redirect",
                        "unroutable",
                        "limits",
                        "wait",
                        "giveUp")) {
            assertThat(declared).containsPattern("function " + Pattern.quote(name) + "\\(");
        }
        String module = StandardCharsets.UTF_8.decode(HostModule.source()).toString();
        Matcher group = GROUP.matcher(module);
        while (group.find()) {
            assertThat(declared).contains("const " + group.group(1) + ": {");
            MEMBER.matcher(group.group(2))
                    .results()
                    .forEach(
                            one ->
                                    assertThat(declared)
                                            .containsPattern(" " + one.group(1) + "[(<]"));
        }
    }
}
