// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Domain;
import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.hooks.HookChain;
import io.postern.hooks.Subject;
import io.postern.testkit.TestHost;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

class RelayDeciderTest {
    private static final HostIdentity HOST =
            TestHost.named("mx.local.test").local("local.test").relay("relay.test");
    private static final RelayPolicy PERMITS = (_, _) -> new RelayDecision.Permit();
    private static final RelayPolicy PASSES = (_, _) -> new RelayDecision.Pass();

    @ParameterizedTest
    @CsvSource({
        "local.test, PERMITTED, local domain",
        "LOCAL.test, PERMITTED, local domain",
        "relay.test, PERMITTED, relay domain",
        "sub.local.test, REFUSED, ''",
        "local.test.elsewhere.test, REFUSED, ''",
        "elsewhere.test, REFUSED, ''",
    })
    void withoutPoliciesOnlyOurDomainsAreOpen(String domain, RelayRuling.Kind kind, String by)
            throws Exception {
        RelayRuling ruling = rule(domain);

        assertThat(ruling.kind()).isEqualTo(kind);
        assertThat(ruling.by()).isEqualTo(by);
    }

    @Test
    void firstPolicyWithAnOpinionDecides() throws Exception {
        RelayPolicy denies =
                (_, _) -> new RelayDecision.Deny(new Status.Permanent(7, 1, "Not you"));

        assertThat(rule("elsewhere.test", PASSES, PERMITS, denies))
                .isEqualTo(RelayRuling.permitted("RelayPolicy-1"));
        assertThat(rule("elsewhere.test", denies, PERMITS).refusal().orElseThrow())
                .hasToString("550 5.7.1 Not you");
    }

    @Test
    void policiesHaveNoSayOnOurDomains() throws Exception {
        RelayPolicy breaks =
                (_, _) -> {
                    throw new IllegalStateException("asked");
                };

        assertThat(rule("local.test", breaks).by()).isEqualTo(RelayRuling.LOCAL);
    }

    @Test
    void troubleAndDeferralAreTemporary() throws Exception {
        RelayPolicy breaks =
                (_, _) -> {
                    throw new IllegalStateException("broken");
                };
        RelayPolicy defers = (_, _) -> new RelayDecision.Defer(new Status.Transient(7, 1, "Later"));

        RelayRuling failed = rule("elsewhere.test", breaks, PERMITS);
        assertThat(failed.kind()).isEqualTo(RelayRuling.Kind.FAILED);
        assertThat(failed.by()).isEqualTo("RelayPolicy-0");
        assertThat(failed.refusal().orElseThrow().code()).isEqualTo(451);

        RelayRuling deferred = rule("elsewhere.test", defers, PERMITS);
        assertThat(deferred.kind()).isEqualTo(RelayRuling.Kind.DEFERRED);
        assertThat(deferred.refusal().orElseThrow()).hasToString("451 4.7.1 Later");
    }

    private static RelayRuling rule(String domain, RelayPolicy... policies) throws Exception {
        Recipient recipient = Recipient.of(new Mailbox("somebody", new Domain(domain)));
        ProofTransaction transaction =
                new ProofTransaction(
                        ProofClient.at(InetAddress.getByName("192.0.2.1")), new ReversePath.Null());
        return new RelayDecider(
                        HOST,
                        HookChain.of(RelayPolicy.class, Duration.ofSeconds(5), List.of(policies)),
                        Subject.NONE)
                .rule(transaction, recipient);
    }
}
