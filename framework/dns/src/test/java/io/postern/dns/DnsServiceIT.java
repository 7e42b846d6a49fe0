// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.MxRecord;
import io.postern.api.lookup.TlsaRecord;
import io.postern.testkit.DnsFault;
import io.postern.testkit.SetClock;
import io.postern.testkit.StubDns;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

@Timeout(30)
class DnsServiceIT {
    private final StubDns stub = StubDns.start();
    private final SetClock clock = SetClock.at("2026-11-24T10:00:00Z");
    private final DnsService dns = new DnsService(TestOptions.of(stub.endpoint()), clock);

    @AfterEach
    void close() {
        stub.close();
    }

    private static DnsAnswer<InetAddress> found(String... addresses) {
        return new DnsAnswer.Found<>(
                List.of(addresses).stream().map(InetAddress::ofLiteral).toList());
    }

    private DnsService impatient() {
        return new DnsService(TestOptions.of(stub.endpoint()).within("PT0.3S"), clock);
    }

    @Test
    void mailExchangersComeByPreferenceInLowerCase() throws Exception {
        stub.mx("example.org", 20, "MX2.example.org").mx("example.org", 10, "mx1.example.org");

        assertThat(dns.mx("Example.ORG"))
                .isEqualTo(
                        new DnsAnswer.Found<>(
                                List.of(
                                        new MxRecord(10, "mx1.example.org"),
                                        new MxRecord(20, "mx2.example.org"))));
    }

    @Test
    void aNullMxIsTheEmptyHost() throws Exception {
        stub.mx("example.org", 0, ".");

        assertThat(dns.mx("example.org"))
                .isEqualTo(new DnsAnswer.Found<>(List.of(new MxRecord(0, ""))));
    }

    @Test
    void addressesComeWithIpv6First() throws Exception {
        stub.a("mx.test", "192.0.2.1").a("mx.test", "192.0.2.2").aaaa("mx.test", "2001:db8::1");

        assertThat(dns.addresses("mx.test"))
                .isEqualTo(found("2001:db8::1", "192.0.2.1", "192.0.2.2"));
    }

    @Test
    void fourAloneIsUnknownWhereItIsUnknown() throws Exception {
        stub.a("mx.test", "192.0.2.1").aaaa("mx.test", "2001:db8::1");
        stub.aaaa("six.test", "2001:db8::1");
        stub.fault("silent.test", DnsFault.SERVFAIL);

        assertThat(dns.ipv4("mx.test")).isEqualTo(found("192.0.2.1"));
        assertThat(dns.ipv4("six.test")).isEqualTo(new DnsAnswer.NoRecord<>());
        assertThat(dns.ipv4("none.test")).isEqualTo(new DnsAnswer.NoDomain<>());
        assertThat(dns.ipv4("silent.test")).isInstanceOf(DnsAnswer.Unknown.class);
    }

    @Test
    void localhostIsHereWithoutAQuestion() throws Exception {
        assertThat(dns.addresses("localhost")).isEqualTo(found("::1", "127.0.0.1"));
        assertThat(dns.ipv4("localhost")).isEqualTo(found("127.0.0.1"));
        assertThat(stub.queries()).isZero();
    }

    @Test
    void textAndPointers() throws Exception {
        stub.txt("example.org", "v=spf1 ", "-all").ptr("192.0.2.1", "MX.example.org");

        assertThat(dns.txt("example.org")).isEqualTo(new DnsAnswer.Found<>(List.of("v=spf1 -all")));
        assertThat(dns.ptr(InetAddress.ofLiteral("192.0.2.1")))
                .isEqualTo(new DnsAnswer.Found<>(List.of("mx.example.org")));
    }

    @Test
    void aNameWithoutTheTypeAndNoNameAreTwoThings() throws Exception {
        stub.a("example.org", "192.0.2.1");

        assertThat(dns.mx("example.org")).isEqualTo(new DnsAnswer.NoRecord<>());
        assertThat(dns.mx("example.net")).isEqualTo(new DnsAnswer.NoDomain<>());
        assertThat(dns.addresses("example.net")).isEqualTo(new DnsAnswer.NoDomain<>());
    }

    @Test
    void aNameThatTheDnsCanNotHaveIsNotAskedFor() throws Exception {
        assertThat(dns.mx("a..b")).isEqualTo(new DnsAnswer.NoDomain<>());
        assertThat(dns.addresses("x".repeat(64))).isEqualTo(new DnsAnswer.NoDomain<>());
        assertThat(stub.queries()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = DnsFault.class,
            names = {"SERVFAIL", "REFUSED", "SILENCE", "TRUNCATED_SILENT", "WRONG_ID", "GARBAGE"})
    void troubleIsUnknownAndNotKept(DnsFault fault) throws Exception {
        stub.mx("example.org", 10, "mx1.example.org").fault("example.org", fault);
        DnsService impatient = impatient();

        assertThat(impatient.mx("example.org")).isInstanceOf(DnsAnswer.Unknown.class);
        stub.heal("example.org");
        assertThat(impatient.mx("example.org")).isInstanceOf(DnsAnswer.Found.class);
    }

    @Test
    void silenceEndsAtTheTimeOut() throws Exception {
        stub.fault("example.org", DnsFault.SILENCE);
        DnsService impatient = impatient();
        long start = System.nanoTime();

        assertThat(impatient.addresses("example.org")).isInstanceOf(DnsAnswer.Unknown.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(290), Duration.ofSeconds(5));
    }

    @Test
    void aLostDatagramIsAskedForAgain() throws Exception {
        stub.fault("example.org", DnsFault.SILENCE);
        CompletableFuture<Void> healed =
                CompletableFuture.runAsync(
                        () -> {
                            while (stub.queries() == 0) {
                                Thread.onSpinWait();
                            }
                            stub.mx("example.org", 10, "mx1.test").heal("example.org");
                        });

        assertThat(dns.mx("example.org")).isInstanceOf(DnsAnswer.Found.class);
        healed.get(5, TimeUnit.SECONDS);
    }

    @Test
    void whatIsTooLongForADatagramComesOverTcp() throws Exception {
        for (int i = 0; i < 200; i++) {
            stub.mx("example.org", i, "a-rather-long-name-of-a-mail-exchanger-" + i + ".test");
        }

        DnsAnswer.Found<MxRecord> found = (DnsAnswer.Found<MxRecord>) dns.mx("example.org");

        assertThat(found.records()).hasSize(Response.MOST_RECORDS);
    }

    @Test
    void aQuestionLostForOneFamilyDoesNotLoseTheOther() throws Exception {
        stub.a("mx.test", "192.0.2.1").fault("mx.test", "AAAA", DnsFault.SILENCE);

        assertThat(impatient().addresses("mx.test")).isEqualTo(found("192.0.2.1"));
    }

    @Test
    void theSecondServerIsAskedWhereTheFirstDoesNotKnow() throws Exception {
        stub.a("mx.test", "192.0.2.1");
        try (StubDns broken = StubDns.start().fault("mx.test", DnsFault.SERVFAIL)) {
            DnsService both =
                    new DnsService(TestOptions.of(broken.endpoint(), stub.endpoint()), clock);

            assertThat(both.addresses("mx.test")).isEqualTo(found("192.0.2.1"));
            assertThat(broken.queries()).as("the second answered, so it is asked first").isOne();
        }
    }

    @Test
    void aServerThatIsNotThereIsPassedAtOnce() throws Exception {
        stub.mx("example.org", 10, "mx1.example.org");
        String gone;
        try (StubDns stopped = StubDns.start()) {
            gone = stopped.endpoint();
        }

        assertThat(new DnsService(TestOptions.of(gone, stub.endpoint()), clock).mx("example.org"))
                .isInstanceOf(DnsAnswer.Found.class);
    }

    @Test
    void theReasonNamesQuestionServerAndTrouble() throws Exception {
        String gone;
        try (StubDns stopped = StubDns.start()) {
            gone = stopped.endpoint();
        }

        assertThat(new DnsService(TestOptions.of(gone), clock).mx("example.org"))
                .isEqualTo(
                        new DnsAnswer.Unknown<>(
                                "example.org MX from " + gone + ": PortUnreachableException"));
    }

    @Test
    void anAliasIsFollowed() throws Exception {
        stub.cname("www.test", "web.test")
                .cname("web.test", "host.test")
                .a("host.test", "192.0.2.1");

        assertThat(dns.addresses("www.test")).isEqualTo(found("192.0.2.1"));
    }

    @Test
    void aLoopOfAliasesIsUnknown() throws Exception {
        stub.cname("a.test", "b.test").cname("b.test", "a.test");

        assertThat(dns.addresses("a.test")).isInstanceOf(DnsAnswer.Unknown.class);
    }

    @Test
    void anAnswerIsAskedForOnceUntilItsTtlIsOver() throws Exception {
        stub.ttl(60).mx("example.org", 10, "mx1.example.org");

        dns.mx("example.org");
        clock.advance(Duration.ofSeconds(59));
        dns.mx("example.org");
        assertThat(stub.queries("example.org", "MX")).isOne();
        clock.advance(Duration.ofSeconds(1));
        dns.mx("example.org");
        assertThat(stub.queries("example.org", "MX")).isEqualTo(2);
    }

    @Test
    void aNegativeAnswerIsKeptForTheMinimumOfTheZone() throws Exception {
        stub.soa("org", 60);

        dns.mx("example.org");
        clock.advance(Duration.ofSeconds(59));
        dns.mx("example.org");
        assertThat(stub.queries("example.org", "MX")).isOne();
        clock.advance(Duration.ofSeconds(1));
        dns.mx("example.org");
        assertThat(stub.queries("example.org", "MX")).isEqualTo(2);
    }

    /** RFC 6698 section 2; RFC 4035 section 3.2.3. */
    @Test
    void tlsaRecordsComeWithTheWordOfATrustedResolver() throws Exception {
        stub.add("_25._tcp.mx.test", "TLSA", "3 1 1 00FFAB").authentic("mx.test");

        assertThat(dns.tlsa("mx.test", 25))
                .isEqualTo(new DnsAnswer.Found<>(List.of(new TlsaRecord(3, 1, 1, "00ffab")), true));
    }

    @Test
    void anAnswerIsAuthenticatedOnlyWhereAllOfItIs() throws Exception {
        stub.cname("a.test", "b.other").a("b.other", "192.0.2.1").authentic("a.test");

        assertThat(dns.addresses("a.test").authenticated()).isFalse();
        stub.a("good.test", "192.0.2.1").authentic("good.test");
        assertThat(dns.addresses("good.test").authenticated()).isTrue();
        assertThat(dns.addresses("good.test").authenticated()).as("from the cache").isTrue();
    }

    @Test
    void nothingIsAuthenticatedWhereDnssecIsOff() throws Exception {
        stub.mx("example.org", 10, "mx1.example.org").authentic("example.org");
        DnsService off = new DnsService(TestOptions.of(stub.endpoint()).dnssec(Dnssec.OFF), clock);

        assertThat(off.mx("example.org").authenticated()).isFalse();
        assertThat(dns.mx("example.org").authenticated()).isTrue();
    }

    @Test
    void newOptionsAreTakenInPlace() throws Exception {
        try (StubDns other = StubDns.start().a("mx.test", "192.0.2.7")) {
            assertThat(dns.addresses("mx.test")).isEqualTo(new DnsAnswer.NoDomain<>());

            dns.configure(TestOptions.of(other.endpoint()));

            assertThat(dns.addresses("mx.test")).isEqualTo(found("192.0.2.7"));
        }
    }

    @Test
    void anInterruptEndsTheWaitOnAPlatformThread() throws Exception {
        stub.fault("example.org", DnsFault.SILENCE);

        assertInterrupted(Thread.ofPlatform());
    }

    @Test
    void anInterruptEndsTheWaitOnAVirtualThread() throws Exception {
        stub.fault("example.org", DnsFault.SILENCE);

        assertInterrupted(Thread.ofVirtual());
    }

    @Test
    void anInterruptEndsTheWaitForTcp() throws Exception {
        stub.fault("example.org", DnsFault.TRUNCATED_SILENT);

        assertInterrupted(Thread.ofVirtual());
    }

    private void assertInterrupted(Thread.Builder builder) throws Exception {
        CompletableFuture<DnsAnswer<MxRecord>> answer = new CompletableFuture<>();
        Thread thread =
                builder.start(
                        () -> {
                            try {
                                answer.complete(dns.mx("example.org"));
                            } catch (InterruptedException e) {
                                answer.completeExceptionally(e);
                            }
                        });
        while (stub.queries() == 0) {
            Thread.onSpinWait();
        }
        thread.interrupt();

        assertThatThrownBy(() -> answer.get(1, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void aTimeOutOfNothingIsRefused() {
        assertThatThrownBy(
                        () -> new DnsService(TestOptions.of(stub.endpoint()).within("PT0S"), clock))
                .hasMessageContaining("timeout");
    }
}
