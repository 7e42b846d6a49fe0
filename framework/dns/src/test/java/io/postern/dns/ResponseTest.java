// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import static io.postern.dns.Messages.question;
import static io.postern.dns.Messages.record;
import static io.postern.dns.Messages.response;
import static io.postern.dns.Messages.withAuthority;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.lookup.DnsAnswer;
import io.postern.dns.Response.Reading;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

import java.util.stream.IntStream;

class ResponseTest {
    private static final String SOA = "example.org 600 SOA ns.test. root.test. 1 2 3 4 60";
    private static final Question WWW = question("www.example.org", Type.A);

    private static Reading read(Message message) {
        return Response.read(message, WWW, false);
    }

    private static Reading known(DnsAnswer<Record> answer, long ttl) {
        return new Reading.Final(answer, ttl);
    }

    private static DnsAnswer<Record> found(String line) {
        return new DnsAnswer.Found<>(java.util.List.of(record(line)));
    }

    @Test
    void recordsOfTheNameAndTypeAreTheAnswer() {
        Message message =
                response(
                        Rcode.NOERROR,
                        "other.example.org 9 A 192.0.2.9",
                        "WWW.example.ORG 300 A 192.0.2.1",
                        "www.example.org 7 TXT no");

        assertThat(read(message)).isEqualTo(known(found("www.example.org 300 A 192.0.2.1"), 300));
    }

    @Test
    void anAliasIsFollowedAndTheShortestTtlHolds() {
        Message message =
                response(
                        Rcode.NOERROR,
                        "www.example.org 20 CNAME web.example.org",
                        "web.example.org 300 A 192.0.2.1");

        assertThat(read(message)).isEqualTo(known(found("web.example.org 300 A 192.0.2.1"), 20));
    }

    @Test
    void anAliasThatLeadsOutOfTheResponseMustBeAskedFor() {
        Message message = response(Rcode.NOERROR, "www.example.org 20 CNAME web.other.test");

        assertThat(read(message))
                .isEqualTo(new Reading.Alias(question("web.other.test", Type.A), 20));
    }

    @Test
    void anAliasWhoseTargetsZoneSaysNoIsNoRecord() {
        Message message =
                withAuthority(
                        response(Rcode.NOERROR, "www.example.org 20 CNAME web.example.org"), SOA);

        assertThat(read(message)).isEqualTo(known(new DnsAnswer.NoRecord<>(), 20));
    }

    @Test
    void noSuchDomainAfterAnAliasIsSaidOfItsTarget() {
        Message message =
                withAuthority(
                        response(Rcode.NXDOMAIN, "www.example.org 900 CNAME no.example.org"), SOA);

        assertThat(read(message)).isEqualTo(known(new DnsAnswer.NoDomain<>(), 60));
    }

    @Test
    void aNegativeAnswerHoldsForTheSoaMinimumOrItsTtlWhicheverIsLess() {
        Message minimum = withAuthority(response(Rcode.NOERROR), SOA);
        Message ttl =
                withAuthority(
                        response(Rcode.NXDOMAIN),
                        "example.org 30 SOA ns.test. root.test. 1 2 3 4 60");

        assertThat(read(minimum)).isEqualTo(known(new DnsAnswer.NoRecord<>(), 60));
        assertThat(read(ttl)).isEqualTo(known(new DnsAnswer.NoDomain<>(), 30));
    }

    @Test
    void aNegativeAnswerWithoutSoaIsNotKept() {
        assertThat(read(response(Rcode.NOERROR))).isEqualTo(known(new DnsAnswer.NoRecord<>(), 0));
        assertThat(read(response(Rcode.NXDOMAIN))).isEqualTo(known(new DnsAnswer.NoDomain<>(), 0));
    }

    @Test
    void aLoopOfAliasesIsUnknown() {
        Message message =
                response(
                        Rcode.NOERROR,
                        "www.example.org 20 CNAME web.example.org",
                        "web.example.org 20 CNAME www.example.org");

        assertThat(read(message)).isEqualTo(known(Response.tooManyAliases(), 0));
    }

    @Test
    void recordsOfADomainThatIsSaidNotToExistAreUnknown() {
        Message message = response(Rcode.NXDOMAIN, "www.example.org 300 A 192.0.2.1");

        assertThat(read(message))
                .isInstanceOfSatisfying(
                        Reading.Final.class,
                        end -> assertThat(end.answer()).isInstanceOf(DnsAnswer.Unknown.class));
    }

    @Test
    void ofTenThousandRecordsTheBestHundredAreKept() {
        String[] lines =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> "example.org 300 MX " + (10_000 - i) + " mx" + i + ".test")
                        .toArray(String[]::new);

        Reading reading =
                Response.read(
                        response(Rcode.NOERROR, lines), question("example.org", Type.MX), false);

        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Final.class,
                        end ->
                                assertThat(((DnsAnswer.Found<Record>) end.answer()).records())
                                        .hasSize(Response.MOST_RECORDS)
                                        .extracting(r -> ((MXRecord) r).getPriority())
                                        .isSorted()
                                        .endsWith(100));
    }

    @Test
    void namesOfServersWithoutAnAnswerAreAReferral() {
        Message referral = withAuthority(response(Rcode.NOERROR), "org 300 NS ns.test");
        Message noRecord = withAuthority(response(Rcode.NOERROR), "org 300 NS ns.test", SOA);

        assertThat(Response.isReferral(referral)).isTrue();
        assertThat(Response.isReferral(noRecord)).isFalse();
    }
}
