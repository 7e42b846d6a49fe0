// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MxRecord;
import io.postern.api.lookup.TlsaRecord;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** TXT records, and how often somebody asked. */
final class FakeDns implements DnsResolver {
    private final Map<String, DnsAnswer<String>> records = new ConcurrentHashMap<>();
    final AtomicInteger questions = new AtomicInteger();

    void announce(String domain, String id) {
        answer(domain, new DnsAnswer.Found<>(List.of("v=STSv1; id=" + id + ";")));
    }

    void answer(String domain, DnsAnswer<String> answer) {
        records.put("_mta-sts." + domain, answer);
    }

    @Override
    public DnsAnswer<String> txt(String name) {
        questions.incrementAndGet();
        return records.getOrDefault(name, new DnsAnswer.NoDomain<>());
    }

    @Override
    public DnsAnswer<MxRecord> mx(String domain) {
        throw new AssertionError("nobody needs it");
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host) {
        throw new AssertionError("nobody needs it");
    }

    @Override
    public DnsAnswer<TlsaRecord> tlsa(String host, int port) {
        throw new AssertionError("nobody needs it");
    }

    @Override
    public DnsAnswer<String> ptr(InetAddress address) {
        throw new AssertionError("nobody needs it");
    }
}
