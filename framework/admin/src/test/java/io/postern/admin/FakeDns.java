// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MtaSts;
import io.postern.api.lookup.MxRecord;
import io.postern.api.lookup.StsAnswer;
import io.postern.api.lookup.StsPolicy;
import io.postern.api.lookup.StsTrouble;
import io.postern.api.lookup.TlsaRecord;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Two hosts, of which the policy names one and the DNS vouches for its certificate. */
final class FakeDns implements DnsResolver, MtaSts {
    @Override
    public StsAnswer policy(String domain) {
        StsPolicy policy =
                new StsPolicy(StsPolicy.Mode.ENFORCE, List.of("*.good.test"), Duration.ofDays(7));
        Instant fetched = Instant.parse("2026-11-24T10:00:00Z");
        return new StsAnswer.Holds(
                policy, "7", fetched, fetched.plus(Duration.ofDays(7)), StsTrouble.NONE);
    }

    @Override
    public DnsAnswer<MxRecord> mx(String domain) {
        return new DnsAnswer.Found<>(
                List.of(new MxRecord(1, "mx.good.test"), new MxRecord(2, "mx.other.test")), true);
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host) {
        return new DnsAnswer.Found<>(List.of(InetAddress.ofLiteral("192.0.2.1")), true);
    }

    @Override
    public DnsAnswer<TlsaRecord> tlsa(String host, int port) {
        return host.equals("mx.good.test")
                ? new DnsAnswer.Found<>(List.of(new TlsaRecord(3, 1, 1, "aa")), true)
                : new DnsAnswer.NoDomain<>(true);
    }

    @Override
    public DnsAnswer<String> txt(String name) {
        return new DnsAnswer.NoDomain<>();
    }

    @Override
    public DnsAnswer<String> ptr(InetAddress address) {
        return new DnsAnswer.NoDomain<>();
    }

    @Override
    public String validation() {
        return "validated by a test";
    }
}
