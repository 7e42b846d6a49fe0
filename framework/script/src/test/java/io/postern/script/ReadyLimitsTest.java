// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static io.postern.script.TestMail.recipient;
import static io.postern.script.TestMail.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The scripts of the folder scripts/ that keep clients within limits, as they are shipped. */
class ReadyLimitsTest {
    private static final Path FOLDER =
            Path.of("").toAbsolutePath().resolve("../../scripts").normalize();

    private final AtomicInteger questions = new AtomicInteger();

    private static TestScript load(String name, DnsResolver dns) {
        return TestScript.load(FOLDER.resolve(name), FOLDER.getParent(), TestScript.PATIENT, dns);
    }

    /** One that answers questions for A alone. */
    private DnsResolver answering(DnsAnswer<InetAddress> answer) {
        return (DnsResolver)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {DnsResolver.class},
                        (_, method, _) -> {
                            assertThat(method.getName()).isEqualTo("ipv4");
                            questions.incrementAndGet();
                            return answer;
                        });
    }

    @Test
    void accountHasSoManyRecipientsInAnHour() throws Exception {
        try (TestScript script = load("rate-limit.js", null)) {
            RecipientPolicy policy = script.hook(RecipientPolicy.class);
            for (int i = 0; i < 200; i++) {
                assertThat(policy.onRecipient(TestMail.submission("ann"), recipient("a@b.example")))
                        .isEqualTo(Verdict.pass());
            }
            assertThat(policy.onRecipient(TestMail.submission("ann"), recipient("a@b.example")))
                    .isInstanceOfSatisfying(
                            Verdict.Defer.class,
                            deferred ->
                                    assertThat(deferred.status().text())
                                            .matches("too many recipients, try again in \\d+ s"));
            assertThat(policy.onRecipient(TestMail.submission("bob"), recipient("a@b.example")))
                    .isEqualTo(Verdict.pass());
            assertThat(policy.onRecipient(transaction(), recipient("a@b.example")))
                    .isEqualTo(Verdict.pass());
        }
    }

    @Test
    void listedClientIsRefusedAndAskedAboutOnce() throws Exception {
        DnsResolver dns =
                answering(new DnsAnswer.Found<>(List.of(InetAddress.ofLiteral("127.0.0.2"))));
        try (TestScript script = load("block-list.js", dns)) {
            RecipientPolicy policy = script.hook(RecipientPolicy.class);
            for (int i = 0; i < 3; i++) {
                assertThat(policy.onRecipient(transaction(), recipient("a@b.example")))
                        .isEqualTo(Verdict.reject(7, 1, "192.0.2.7 is listed at bl.example.org"));
            }
            assertThat(questions).hasValue(1);
            assertThat(policy.onRecipient(TestMail.submission("ann"), recipient("a@b.example")))
                    .isEqualTo(Verdict.pass());
        }
    }

    @Test
    void clientThatIsNotListedPasses() throws Exception {
        try (TestScript script = load("block-list.js", answering(new DnsAnswer.NoDomain<>()))) {
            RecipientPolicy policy = script.hook(RecipientPolicy.class);
            for (int i = 0; i < 3; i++) {
                assertThat(policy.onRecipient(transaction(), recipient("a@b.example")))
                        .isEqualTo(Verdict.pass());
            }
            assertThat(questions).hasValue(1);
        }
    }

    @Test
    void silentListIsTemporary() {
        DnsResolver dns = answering(new DnsAnswer.Unknown<>("time-out"));
        try (TestScript script = load("block-list.js", dns)) {
            assertThatThrownBy(
                            () ->
                                    script.hook(RecipientPolicy.class)
                                            .onRecipient(transaction(), recipient("a@b.example")))
                    .isInstanceOf(ScriptFailedException.class)
                    .hasMessageMatching(
                            "scripts/block-list.js:\\d+:\\d+: the DNS can't tell: time-out");
        }
    }
}
