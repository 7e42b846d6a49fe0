// SPDX-License-Identifier: Apache-2.0
package io.postern.router.mx;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MxRecord;
import io.postern.api.lookup.TlsaRecord;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A DNS that knows what it was told; all else doesn't exist. */
final class TestDns implements DnsResolver {
    private final Map<String, DnsAnswer<MxRecord>> exchangers = new HashMap<>();
    private final Map<String, DnsAnswer<InetAddress>> addresses = new HashMap<>();

    /** Each as {@code "10 mx1.example.org"}, {@code "0 "} for a null MX. */
    TestDns mx(String domain, String... records) {
        List<MxRecord> parsed =
                Stream.of(records)
                        .map(text -> text.split(" ", 2))
                        .map(part -> new MxRecord(Integer.parseInt(part[0]), part[1]))
                        .toList();
        return mx(domain, new DnsAnswer.Found<>(parsed));
    }

    TestDns mx(String domain, DnsAnswer<MxRecord> answer) {
        exchangers.put(domain, answer);
        return this;
    }

    TestDns addresses(String host, DnsAnswer<InetAddress> answer) {
        addresses.put(host, answer);
        return this;
    }

    @Override
    public DnsAnswer<MxRecord> mx(String domain) {
        return exchangers.getOrDefault(domain, new DnsAnswer.NoDomain<>());
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host) {
        return addresses.getOrDefault(host, new DnsAnswer.NoDomain<>());
    }

    @Override
    public DnsAnswer<String> txt(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DnsAnswer<TlsaRecord> tlsa(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DnsAnswer<String> ptr(InetAddress address) {
        throw new UnsupportedOperationException();
    }
}
