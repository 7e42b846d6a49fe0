// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MxRecord;
import io.postern.api.lookup.TlsaRecord;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;

/** A resolver whose answers to scripts are recorded. */
record RecordingDns(DnsResolver dns, Recorder recorder) implements DnsResolver {
    @Override
    public DnsAnswer<MxRecord> mx(String domain) throws InterruptedException {
        return noted("mx", domain, dns.mx(domain), mx -> mx.preference() + " " + mx.host());
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host) throws InterruptedException {
        return noted("addresses", host, dns.addresses(host), InetAddress::getHostAddress);
    }

    @Override
    public DnsAnswer<InetAddress> ipv4(String host) throws InterruptedException {
        return noted("a", host, dns.ipv4(host), InetAddress::getHostAddress);
    }

    @Override
    public DnsAnswer<String> txt(String name) throws InterruptedException {
        return noted("txt", name, dns.txt(name), text -> text);
    }

    /** No script can ask for these. */
    @Override
    public DnsAnswer<TlsaRecord> tlsa(String host, int port) throws InterruptedException {
        return dns.tlsa(host, port);
    }

    @Override
    public DnsAnswer<String> ptr(InetAddress address) throws InterruptedException {
        return noted("ptr", address.getHostAddress(), dns.ptr(address), name -> name);
    }

    private <T> DnsAnswer<T> noted(
            String type, String name, DnsAnswer<T> answer, Function<T, String> text) {
        List<String> records =
                answer instanceof DnsAnswer.Found<T>(var found, _)
                        ? found.stream().map(text).toList()
                        : List.of();
        String none =
                switch (answer) {
                    case DnsAnswer.Found<T> _ -> "";
                    case DnsAnswer.NoRecord<T> _ -> "no-record";
                    case DnsAnswer.NoDomain<T> _ -> "no-domain";
                    case DnsAnswer.Unknown<T>(String reason) -> "unknown " + reason;
                };
        recorder.note(
                new Noted.OfDns(
                        recorder.clock().instant(), type, RehearsedDns.key(name), records, none));
        return answer;
    }
}
