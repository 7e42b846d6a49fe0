// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MxRecord;
import io.postern.api.lookup.TlsaRecord;

import org.graalvm.polyglot.Value;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A DNS that says what a test has told it, and of all else that it isn't there. Never blocks. */
final class PretendDns implements DnsResolver {
    private final Map<String, DnsAnswer<MxRecord>> mx = new ConcurrentHashMap<>();
    private final Map<String, DnsAnswer<InetAddress>> addresses = new ConcurrentHashMap<>();
    private final Map<String, DnsAnswer<String>> txt = new ConcurrentHashMap<>();
    private final Map<String, DnsAnswer<String>> ptr = new ConcurrentHashMap<>();

    /** Forgets all. */
    void clear() {
        List.of(mx, addresses, txt, ptr).forEach(Map::clear);
    }

    /** What there is under a name; no records mean a name without this kind of them. */
    void set(String type, String name, Value records) {
        switch (type) {
            case "mx" -> put(mx, name, records, PretendDns::mxRecord);
            case "addresses" ->
                    put(addresses, name, records, one -> InetAddress.ofLiteral(one.asString()));
            case "txt" -> put(txt, name, records, Value::asString);
            case "ptr" -> put(ptr, name, records, Value::asString);
            default -> throw unknown(type);
        }
    }

    /** A name of which the DNS can't tell. */
    void fail(String type, String name, String reason) {
        switch (type) {
            case "mx" -> mx.put(key(name), new DnsAnswer.Unknown<>(reason));
            case "addresses" -> addresses.put(key(name), new DnsAnswer.Unknown<>(reason));
            case "txt" -> txt.put(key(name), new DnsAnswer.Unknown<>(reason));
            case "ptr" -> ptr.put(key(name), new DnsAnswer.Unknown<>(reason));
            default -> throw unknown(type);
        }
    }

    private static <T> void put(
            Map<String, DnsAnswer<T>> answers,
            String name,
            Value records,
            Function<Value, T> reader) {
        List<T> read = Arguments.elements(records).stream().map(reader).toList();
        answers.put(
                key(name),
                read.isEmpty() ? new DnsAnswer.NoRecord<>() : new DnsAnswer.Found<>(read));
    }

    private static MxRecord mxRecord(Value record) {
        return new MxRecord(
                record.getMember("preference").asInt(), record.getMember("host").asString());
    }

    private static IllegalArgumentException unknown(String type) {
        return new IllegalArgumentException("'" + type + "' is none of mx, addresses, txt and ptr");
    }

    private static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    @Override
    public DnsAnswer<MxRecord> mx(String domain) {
        return mx.getOrDefault(key(domain), new DnsAnswer.NoDomain<>());
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host) {
        return addresses.getOrDefault(key(host), new DnsAnswer.NoDomain<>());
    }

    @Override
    public DnsAnswer<InetAddress> ipv4(String host) {
        return switch (addresses(host)) {
            case DnsAnswer.Found<InetAddress>(var all, _) -> {
                List<InetAddress> some =
                        all.stream().filter(Inet4Address.class::isInstance).toList();
                yield some.isEmpty() ? new DnsAnswer.NoRecord<>() : new DnsAnswer.Found<>(some);
            }
            case DnsAnswer<InetAddress> other -> other;
        };
    }

    @Override
    public DnsAnswer<String> txt(String name) {
        return txt.getOrDefault(key(name), new DnsAnswer.NoDomain<>());
    }

    @Override
    public DnsAnswer<TlsaRecord> tlsa(String host, int port) {
        return new DnsAnswer.NoDomain<>();
    }

    @Override
    public DnsAnswer<String> ptr(InetAddress address) {
        return ptr.getOrDefault(key(address.getHostAddress()), new DnsAnswer.NoDomain<>());
    }
}
