// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.Domain;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.Egress;
import io.postern.api.transport.Rate;
import io.postern.api.transport.Shaping;
import io.postern.api.transport.ShapingPolicy;
import io.postern.api.transport.TlsLevel;
import io.postern.hooks.HookChain;
import io.postern.testkit.SetClock;
import io.postern.testkit.ShapingPolicyContract;
import io.postern.testkit.TestHost;

import org.junit.jupiter.api.Test;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

class ShapingsTest implements ShapingPolicyContract {
    private static final List<NextHop> GOOGLE = List.of(new NextHop("aspmx1.google.com", 25, 10));

    private final SetClock clock = SetClock.at("2026-11-24T10:00:00Z");
    private final TestHost host = TestHost.named("mx.postern.test");
    private final Egresses egresses =
            Egresses.of(
                    Egress.of(host),
                    List.of(
                            EgressesTest.source("out1", Map.of("default", 1)),
                            EgressesTest.source("out2", Map.of("default", 1, "bulk", 1))));
    private final List<String> asked = new ArrayList<>();

    @Override
    public ShapingPolicy policy() {
        return rule(new Given().domains("*.test").hosts("*.example.test").connections(7));
    }

    @Test
    void firstRuleThatHasAKeyDecidesIt() throws Exception {
        Shaped shaped =
                shapings(
                                rule(new Given().hosts("*.google.com").connections(7)),
                                rule(new Given().domains("example.org").pool("bulk")),
                                rule(new Given().connections(3).messageRate("10/s")))
                        .of(new Domain("example.org"), "smtp", GOOGLE);

        assertThat(shaped.pool()).isEqualTo("bulk");
        assertThat(shaped.limits()).containsOnlyKeys("out2");
        assertThat(shaped.limits().get("out2").connections()).isEqualTo(OptionalInt.of(7));
        assertThat(shaped.limits().get("out2").messageRate()).contains(Rate.parse("10/s"));
    }

    @Test
    void ruleForASourceIsForThatSourceAlone() throws Exception {
        Shaped shaped =
                shapings(rule(new Given().sources("out1").connections(1)))
                        .of(new Domain("example.org"), "smtp", GOOGLE);

        assertThat(shaped.limits().get("out1").connections()).isEqualTo(OptionalInt.of(1));
        assertThat(shaped.limits().get("out2")).isEqualTo(Shaping.Limits.NONE);
    }

    @Test
    void answerIsGoodForAMinute() throws Exception {
        Shapings shapings =
                shapings(
                        destination -> {
                            asked.add(destination.source());
                            return new Shaping.Pass();
                        });
        shapings.of(new Domain("example.org"), "smtp", GOOGLE);
        shapings.of(new Domain("example.org"), "smtp", GOOGLE);
        assertThat(asked).containsExactlyInAnyOrder("", "out1", "out2");

        clock.advance(Duration.ofMinutes(1));
        shapings.of(new Domain("example.org"), "smtp", GOOGLE);
        assertThat(asked).hasSize(6);
    }

    @Test
    void policyThatFailsIsPassedOver() throws Exception {
        Shaped shaped =
                shapings(
                                _ -> {
                                    throw new IllegalStateException("broken");
                                },
                                rule(new Given().connections(3)))
                        .of(new Domain("example.org"), "smtp", GOOGLE);

        assertThat(shaped.limits().get("out1").connections()).isEqualTo(OptionalInt.of(3));
    }

    @Test
    void tlsIsAskedForByName() throws Exception {
        Shaped shaped =
                shapings(rule(new Given().tls("verify")))
                        .of(new Domain("example.org"), "smtp", GOOGLE);

        assertThat(shaped.tls()).contains(TlsLevel.VERIFY);
        assertThatThrownBy(() -> rule(new Given().tls("strong"))).hasMessageContaining("'strong'");
    }

    private Shapings shapings(ShapingPolicy... policies) {
        return new Shapings(
                HookChain.of(ShapingPolicy.class, Duration.ofSeconds(1), List.of(policies))::hooks,
                () -> egresses,
                clock);
    }

    private ShapingRule rule(Given given) {
        return new ShapingRule(given, host);
    }

    /** What an operator wrote; all else is default. */
    @SuppressWarnings("ClassExplicitlyAnnotation") // there is no other way to make one
    private static final class Given implements ShapingRule.Options {
        private final Map<String, Object> values = new HashMap<>();

        Given domains(String... domains) {
            return with("domains", domains);
        }

        Given hosts(String... hosts) {
            return with("hosts", hosts);
        }

        Given sources(String... sources) {
            return with("sources", sources);
        }

        Given connections(int connections) {
            return with("connections", connections);
        }

        Given messageRate(String rate) {
            return with("messageRate", rate);
        }

        Given pool(String pool) {
            return with("pool", pool);
        }

        Given tls(String tls) {
            return with("tls", tls);
        }

        private Given with(String key, Object value) {
            values.put(key, value);
            return this;
        }

        @Override
        public String[] domains() {
            return (String[]) values.getOrDefault("domains", new String[0]);
        }

        @Override
        public String[] hosts() {
            return (String[]) values.getOrDefault("hosts", new String[0]);
        }

        @Override
        public String[] sources() {
            return (String[]) values.getOrDefault("sources", new String[0]);
        }

        @Override
        public int connections() {
            return (int) values.getOrDefault("connections", 0);
        }

        @Override
        public String connectionRate() {
            return "";
        }

        @Override
        public String messageRate() {
            return (String) values.getOrDefault("messageRate", "");
        }

        @Override
        public int messagesPerConnection() {
            return 0;
        }

        @Override
        public String pool() {
            return (String) values.getOrDefault("pool", "");
        }

        @Override
        public String tls() {
            return (String) values.getOrDefault("tls", "");
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return ShapingRule.Options.class;
        }
    }
}
