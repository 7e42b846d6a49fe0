// SPDX-License-Identifier: Apache-2.0
package io.postern.router.mx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.mail.Recipient;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;
import io.postern.testkit.Addresses;
import io.postern.testkit.RouterContract;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

class MxRouterTest implements RouterContract {
    private static final DnsAnswer<InetAddress> ADDRESS =
            new DnsAnswer.Found<>(List.of(InetAddress.ofLiteral("192.0.2.1")));

    private final TestDns dns = new TestDns().mx("contract.test", "10 mx.contract.test");
    private final MxRouter router =
            new MxRouter(dns, TestOptions.port(25, "Alias.postern.test."), new Random(1));

    @Override
    public Router router() {
        return router;
    }

    @Override
    public Recipient recipient() {
        return Addresses.recipient("bob@contract.test");
    }

    private RoutingDecision route(String address) throws InterruptedException {
        return router.route(Addresses.recipient(address), context());
    }

    private static RoutingDecision via(String... hops) {
        return new RoutingDecision.Via(
                "smtp", List.of(hops).stream().map(MxRouterTest::hop).toList());
    }

    private static NextHop hop(String text) {
        String[] part = text.split(" ");
        return new NextHop(part[1], 25, Integer.parseInt(part[0]), NextHop.Source.DNS);
    }

    private static String code(RoutingDecision decision) {
        return switch (decision) {
            case RoutingDecision.Defer(var status) -> status.code();
            case RoutingDecision.Unroutable(var status) -> status.code();
            default -> decision.toString();
        };
    }

    @Test
    void exchangersAreTriedByPreference() throws Exception {
        dns.mx("a.test", "20 two.test", "5 one.test", "30 three.test");

        assertThat(route("bob@a.test"))
                .isEqualTo(via("5 one.test", "20 two.test", "30 three.test"));
    }

    @Test
    void equalExchangersAreTriedInAnOrderOfChance() throws Exception {
        dns.mx("a.test", "10 one.test", "10 two.test", "10 three.test", "20 last.test");
        Set<RoutingDecision> orders = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            orders.add(route("bob@a.test"));
        }

        assertThat(orders).hasSize(6);
        assertThat(orders)
                .allSatisfy(
                        order ->
                                assertThat(((RoutingDecision.Via) order).hops())
                                        .last()
                                        .isEqualTo(hop("20 last.test")));
    }

    @Test
    void withoutExchangerTheDomainItselfIsOne() throws Exception {
        dns.mx("a.test", new DnsAnswer.NoRecord<>()).addresses("a.test", ADDRESS);

        assertThat(route("bob@a.test")).isEqualTo(via("0 a.test"));
    }

    @Test
    void withExchangersTheAddressOfTheDomainCountsForNothing() throws Exception {
        dns.mx("a.test", "10 one.test").addresses("a.test", ADDRESS);

        assertThat(route("bob@a.test")).isEqualTo(via("10 one.test"));
    }

    @Test
    void aNullMxIsUnroutable() throws Exception {
        dns.mx("a.test", "0 ").addresses("a.test", ADDRESS);

        assertThat(code(route("bob@a.test"))).isEqualTo("5.1.10");
    }

    @Test
    void aNullMxAmongOthersIsLeftOut() throws Exception {
        dns.mx("a.test", "0 ", "10 one.test");

        assertThat(route("bob@a.test")).isEqualTo(via("10 one.test"));
    }

    @Test
    void noSuchDomainIsUnroutable() throws Exception {
        assertThat(code(route("bob@nowhere.test"))).isEqualTo("5.1.2");
    }

    @Test
    void aDomainWithNeitherExchangerNorAddressIsUnroutable() throws Exception {
        dns.mx("a.test", new DnsAnswer.NoRecord<>())
                .addresses("a.test", new DnsAnswer.NoRecord<>())
                .mx("b.test", new DnsAnswer.NoRecord<>());

        assertThat(code(route("bob@a.test"))).isEqualTo("5.4.4");
        assertThat(code(route("bob@b.test"))).isEqualTo("5.1.2");
    }

    @Test
    void aDnsThatCanNotTellDefers() throws Exception {
        dns.mx("a.test", new DnsAnswer.Unknown<>("time-out"))
                .mx("b.test", new DnsAnswer.NoRecord<>())
                .addresses("b.test", new DnsAnswer.Unknown<>("SERVFAIL"));

        assertThat(code(route("bob@a.test"))).isEqualTo("4.4.3");
        assertThat(code(route("bob@b.test"))).isEqualTo("4.4.3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mx.postern.test", "MX.Postern.TEST", "alias.postern.test", "localhost"})
    void exchangersNoBetterThanOurselvesAreDropped(String ours) throws Exception {
        dns.mx("a.test", "10 best.test", "20 " + ours, "20 equal.test", "30 worse.test");

        assertThat(route("bob@a.test")).isEqualTo(via("10 best.test"));
    }

    @Test
    void whereWeAreTheBestExchangerMailLoops() throws Exception {
        dns.mx("a.test", "10 mx.postern.test", "10 equal.test", "20 backup.test");
        dns.mx("mx.postern.test", new DnsAnswer.NoRecord<>()).addresses("mx.postern.test", ADDRESS);

        assertThat(code(route("bob@a.test"))).isEqualTo("5.4.6");
        assertThat(code(route("bob@mx.postern.test"))).isEqualTo("5.4.6");
    }

    @Test
    void exchangersThatAreNoHostNamesAreLeftOut() throws Exception {
        dns.mx(
                        "a.test",
                        "10 192.0.2.1",
                        "10 2001:db8::1",
                        "10 a\\.b.test",
                        "10 -x.test",
                        "20 one.test")
                .mx("b.test", "10 192.0.2.1");

        assertThat(route("bob@a.test")).isEqualTo(via("20 one.test"));
        assertThat(code(route("bob@b.test"))).isEqualTo("5.4.4");
    }

    @Test
    void aListOfAnyLengthIsCut() throws Exception {
        dns.mx(
                "a.test",
                IntStream.range(0, 1000)
                        .mapToObj(i -> i + " mx" + i + ".test")
                        .toArray(String[]::new));

        assertThat(((RoutingDecision.Via) route("bob@a.test")).hops())
                .hasSize(Exchangers.MOST)
                .startsWith(hop("0 mx0.test"));
    }

    @ParameterizedTest
    @CsvSource({"[192.0.2.1], 192.0.2.1", "[IPv6:2001:db8::1], 2001:db8:0:0:0:0:0:1"})
    void anAddressLiteralIsThatAddress(String literal, String host) throws Exception {
        assertThat(route("bob@" + literal)).isEqualTo(via("0 " + host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[192.0.2]",
                "[2001:db8::1]",
                "[IPv6:192.0.2.1]",
                "[IPv6:fe80::1%1]",
                "[x",
                "[]"
            })
    void anyOtherLiteralIsUnroutable(String literal) throws Exception {
        assertThat(code(route("bob@" + literal))).isEqualTo("5.1.2");
    }

    @Test
    void hopsHaveThePortOfTheEntry() throws Exception {
        MxRouter other = new MxRouter(dns, TestOptions.port(2525), new Random(1));

        assertThat(other.route(recipient(), context()))
                .isEqualTo(
                        new RoutingDecision.Via(
                                "smtp",
                                List.of(
                                        new NextHop(
                                                "mx.contract.test",
                                                2525,
                                                10,
                                                NextHop.Source.DNS))));
    }

    @Test
    void aPortThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new MxRouter(dns, TestOptions.port(0), new Random(1)))
                .hasMessageContaining("port");
    }
}
