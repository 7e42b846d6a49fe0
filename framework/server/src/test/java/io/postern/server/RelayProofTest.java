// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Domain;
import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.ReversePath;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.hooks.HookChain;
import io.postern.hooks.Subject;
import io.postern.server.ListenerSettings.Role;
import io.postern.server.RelayProof.Entrance;
import io.postern.testkit.TestHost;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class RelayProofTest {
    private static final HostIdentity HOST =
            TestHost.named("mx.local.test").local("local.test").relay("relay.test");
    private static final Domain LOCAL = new Domain("local.test");
    private static final Domain RELAY = new Domain("relay.test");

    private static final RelayPolicy ACCOUNTS =
            (transaction, _) ->
                    transaction.client().account().isPresent()
                            ? new RelayDecision.Permit()
                            : new RelayDecision.Pass();

    private static final Entrance MX = new Entrance("mx", Role.MX);
    private static final Entrance SUBMISSION = new Entrance("submission", Role.SUBMISSION);

    @Test
    void everyCombinationIsAsked() throws Exception {
        assertThat(lines(List.of(MX), List.of("10.1.0.0/16"), ACCOUNTS))
                .containsExactly(
                        "any host > local domains: permitted local domain",
                        "any host > relay domains: permitted relay domain",
                        "any host > elsewhere: refused 550 5.7.1 Relaying denied",
                        "loopback > local domains: permitted local domain",
                        "loopback > relay domains: permitted relay domain",
                        "loopback > elsewhere: refused 550 5.7.1 Relaying denied",
                        "10.1.0.0/16 > local domains: permitted local domain",
                        "10.1.0.0/16 > relay domains: permitted relay domain",
                        "10.1.0.0/16 > elsewhere: refused 550 5.7.1 Relaying denied",
                        "authenticated user > local domains: permitted local domain",
                        "authenticated user > relay domains: permitted relay domain",
                        "authenticated user > elsewhere: permitted RelayPolicy-0",
                        "verified certificate > local domains: permitted local domain",
                        "verified certificate > relay domains: permitted relay domain",
                        "verified certificate > elsewhere: refused 550 5.7.1 Relaying denied");
    }

    @Test
    void submissionTakesNothingFromWhoHasNotLoggedIn() throws Exception {
        assertThat(rows(List.of(SUBMISSION), List.of("10.1.0.0/16"), ACCOUNTS))
                .filteredOn(row -> !row.get("client").equals("authenticated user"))
                .hasSize(12)
                .allMatch(row -> row.get("reply").equals("530 5.7.0 Authentication required"));
    }

    @Test
    void networkIsAskedAboutByItsFirstAddress() throws Exception {
        RelayPolicy network =
                (transaction, _) ->
                        transaction.client().address().getHostAddress().equals("10.1.0.0")
                                ? new RelayDecision.Permit()
                                : new RelayDecision.Pass();

        assertThat(lines(List.of(MX), List.of("10.1.0.0/16"), network))
                .contains("10.1.0.0/16 > elsewhere: permitted RelayPolicy-0");
        assertThat(open(List.of("10.1.0.0/16"), network)).isEmpty();
    }

    @Test
    void permitForAnybodyIsAnOpenRelay() throws Exception {
        RelayPolicy everybody = (_, _) -> new RelayDecision.Permit();

        assertThat(open(List.of(), everybody)).containsExactly("any host");
        assertThat(open(List.of("0.0.0.0/1", "::/3", "10.0.0.0/8"), everybody))
                .containsExactly("any host", "0.0.0.0/1", "::/3");
    }

    @Test
    void permitByTheSenderAloneIsFound() throws Exception {
        RelayPolicy senders =
                (transaction, _) ->
                        transaction.reversePath() instanceof ReversePath.Of(var mailbox)
                                        && mailbox.domain().equals(LOCAL)
                                ? new RelayDecision.Permit()
                                : new RelayDecision.Pass();

        assertThat(rows(List.of(MX), List.of(), senders))
                .filteredOn(row -> row.get("open").equals("true"))
                .extracting(row -> row.get("sender"))
                .containsExactly("<somebody@local.test>");
    }

    @Test
    void permitByIpv6AloneIsFound() throws Exception {
        RelayPolicy ipv6 =
                (transaction, _) ->
                        transaction.client().address().getAddress().length == 16
                                ? new RelayDecision.Permit()
                                : new RelayDecision.Pass();

        assertThat(rows(List.of(MX), List.of(), ipv6))
                .filteredOn(row -> row.get("open").equals("true"))
                .extracting(row -> row.get("client") + " " + row.get("address"))
                .containsExactly("any host 3fff::1");
    }

    @Test
    void policyMayTellListenersApart() throws Exception {
        RelayPolicy inside =
                (transaction, _) ->
                        transaction.client().listener().equals("inside")
                                ? new RelayDecision.Permit()
                                : new RelayDecision.Pass();

        assertThat(rows(List.of(MX, new Entrance("inside", Role.MX)), List.of(), inside))
                .filteredOn(row -> row.get("open").equals("true"))
                .extracting(row -> row.get("listener"))
                .containsExactly("inside");
    }

    @Test
    void brokenPolicyIsShownAsSuch() throws Exception {
        RelayPolicy breaks =
                (_, _) -> {
                    throw new IllegalStateException("broken");
                };

        assertThat(lines(List.of(MX), List.of(), breaks))
                .contains("any host > elsewhere: failed RelayPolicy-0");
    }

    @Test
    void anyHostIsOutsideTheListedNetworks() throws Exception {
        RelayPolicy documentation =
                (transaction, _) ->
                        transaction.client().address().getHostAddress().startsWith("203.0.113.")
                                ? new RelayDecision.Permit()
                                : new RelayDecision.Pass();

        assertThat(open(List.of("203.0.113.0/24"), documentation)).isEmpty();
    }

    private static List<String> open(List<String> networks, RelayPolicy policy) throws Exception {
        return rows(List.of(MX), networks, policy).stream()
                .filter(row -> row.get("open").equals("true"))
                .map(row -> row.get("client"))
                .toList();
    }

    private static List<String> lines(
            List<Entrance> listeners, List<String> networks, RelayPolicy policy) throws Exception {
        return rows(listeners, networks, policy).stream()
                .map(
                        row ->
                                "%s > %s: %s %s"
                                        .formatted(
                                                row.get("client"),
                                                row.get("destination"),
                                                row.get("answer"),
                                                row.get("by").isEmpty()
                                                        ? row.get("reply")
                                                        : row.get("by")))
                .toList();
    }

    private static List<Map<String, String>> rows(
            List<Entrance> listeners, List<String> networks, RelayPolicy policy) throws Exception {
        Map<String, List<Domain>> domains = new LinkedHashMap<>();
        domains.put(RelayProof.LOCAL, List.of(LOCAL));
        domains.put(RelayProof.RELAY, List.of(RELAY));
        domains.put(RelayProof.ELSEWHERE, List.of(RelayProof.elsewhere(HOST)));
        return new RelayProof(listeners, ClientClass.all(networks), domains)
                .rows(
                        new RelayDecider(
                                HOST,
                                HookChain.of(
                                        RelayPolicy.class, Duration.ofSeconds(5), List.of(policy)),
                                Subject.NONE));
    }
}
