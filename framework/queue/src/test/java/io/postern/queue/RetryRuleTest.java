// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.Domain;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.transport.Cause;
import io.postern.api.transport.Deferral;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.Peer;
import io.postern.api.transport.RetrySchedule.Next;
import io.postern.testkit.TestHost;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.Random;

class RetryRuleTest {
    private static final TestHost HOST = TestHost.named("mx.postern.test").local("local.test");

    @Test
    void aRuleWithoutConditionsIsForAll() {
        RetryRule rule = rule(new String[0], new String[0], "30s x 5");

        assertThat(rule.after(deferral("example.org", Cause.OTHER)))
                .isEqualTo(new Next.Wait(Duration.ofSeconds(30)));
    }

    @Test
    void anotherDomainOrCausePasses() {
        RetryRule rule =
                rule(new String[] {"*.example.org"}, new String[] {"greylisted"}, "30s x 5");

        assertThat(rule.after(deferral("a.example.org", Cause.GREYLISTED)))
                .isInstanceOf(Next.Wait.class);
        assertThat(rule.after(deferral("a.example.org", Cause.CONNECT)))
                .isInstanceOf(Next.Pass.class);
        assertThat(rule.after(deferral("example.net", Cause.GREYLISTED)))
                .isInstanceOf(Next.Pass.class);
    }

    @Test
    void whatCannotBeSaysWhere() {
        assertThatThrownBy(() -> rule(new String[0], new String[] {"weather"}, "30s x 5"))
                .hasMessage("retry: causes: there is no cause 'weather'");
        assertThatThrownBy(() -> rule(new String[0], new String[0], "now and then"))
                .hasMessageStartingWith("retry: steps: 'now and then' is no retry step");
    }

    @ParameterizedTest
    @CsvSource({
        "4.4.1, '', CONNECT",
        "4.4.2, '', CONNECT",
        "4.4.3, '', DNS",
        "4.4.4, '', DNS",
        "4.7.10, '', TLS",
        "4.3.0, '', LOCAL",
        "4.7.1, '451 4.7.1 Greylisting in action', GREYLISTED",
        "4.2.0, '450 4.2.0 <a@b.test>: Recipient address rejected: Greylisted', GREYLISTED",
        "4.2.2, '452 4.2.2 no room', MAILBOX_FULL",
        "4.0.0, '452 Mailbox is full', MAILBOX_FULL",
        "4.7.28, '421 4.7.28 Our system has detected an unusual rate', RATE_LIMITED",
        "4.0.0, '451 throttled, slow down', RATE_LIMITED",
        "4.3.2, '421 4.3.2 shutting down', SERVER",
        "4.1.8, '450 4.1.8 no', OTHER"
    })
    void deferralsFallIntoClasses(String code, String reply, Cause cause) {
        String[] digits = code.split("\\.");
        Status.Transient status =
                new Status.Transient(
                        Integer.parseInt(digits[1]), Integer.parseInt(digits[2]), "text");

        assertThat(Causes.of(new Deferred(status, Blame.MESSAGE, new Peer("mx.test", reply))))
                .isEqualTo(cause);
    }

    private static Deferral deferral(String domain, Cause cause) {
        return new Deferral(
                new QueueId("A1"),
                new ReversePath.Null(),
                new Domain(domain),
                "smtp",
                cause,
                new Status.Transient(0, 0, "later"),
                Blame.MESSAGE,
                Peer.NONE,
                1,
                Duration.ZERO,
                false);
    }

    private static RetryRule rule(String[] domains, String[] causes, String... steps) {
        return new RetryRule(
                new RetryRule.Options() {
                    @Override
                    public String[] domains() {
                        return domains;
                    }

                    @Override
                    public String[] causes() {
                        return causes;
                    }

                    @Override
                    public String[] steps() {
                        return steps;
                    }

                    @Override
                    public String lifetime() {
                        return "P5D";
                    }

                    @Override
                    public Class<? extends Annotation> annotationType() {
                        return RetryRule.Options.class;
                    }
                },
                HOST,
                new Random(1));
    }
}
