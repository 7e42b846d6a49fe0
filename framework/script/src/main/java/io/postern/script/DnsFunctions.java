// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code dns} of the host module. Blocks, while the script's clock stands still. No name and no
 * record are empty arrays; not knowing is an error, which ends in a temporary failure.
 */
final class DnsFunctions implements HostFunctions {
    private final Supplier<@Nullable DnsResolver> resolver;

    DnsFunctions(Supplier<@Nullable DnsResolver> resolver) {
        this.resolver = resolver;
    }

    @Override
    public Map<String, Object> functions(Worker worker) {
        return Map.of(
                "dnsMx",
                byName(
                        worker,
                        DnsResolver::mx,
                        mx ->
                                new ReadOnly(
                                        Map.of("preference", mx.preference(), "host", mx.host()))),
                "dnsAddresses",
                byName(worker, DnsResolver::addresses, InetAddress::getHostAddress),
                "dnsA",
                byName(worker, DnsResolver::ipv4, InetAddress::getHostAddress),
                "dnsTxt",
                byName(worker, DnsResolver::txt, text -> text),
                "dnsPtr",
                function(call -> ptr(worker, call)),
                "dnsBlockList",
                function(call -> blockList(worker, call)));
    }

    private static ProxyExecutable function(ProxyExecutable body) {
        return body;
    }

    private <T> ProxyExecutable byName(
            Worker worker, Question<T> question, Function<T, Object> view) {
        return call -> {
            String name = Arguments.text(call, 0, "name");
            return View.array(
                    ask(worker, dns -> question.ask(dns, name)).stream().map(view).toList());
        };
    }

    private Object ptr(Worker worker, Value... call) {
        InetAddress address = Networks.literal(Arguments.text(call, 0, "address"));
        return View.array(ask(worker, dns -> dns.ptr(address)));
    }

    private Object blockList(Worker worker, Value... call) {
        InetAddress address = Networks.literal(Arguments.text(call, 0, "address"));
        String name = BlockList.name(address, Arguments.text(call, 1, "zone"));
        List<InetAddress> said = ask(worker, dns -> dns.ipv4(name));
        said.forEach(BlockList::requireListing);
        return View.array(said.stream().map(InetAddress::getHostAddress).toList());
    }

    /** The records, none where there are none. */
    private <T> List<T> ask(Worker worker, Inquiry<T> inquiry) {
        DnsResolver dns = resolver.get();
        if (dns == null) {
            throw new IllegalStateException("the DNS isn't there");
        }
        worker.enterHost();
        try {
            return switch (inquiry.of(dns)) {
                case DnsAnswer.Found<T>(var records, _) -> records;
                case DnsAnswer.NoRecord<T> _, DnsAnswer.NoDomain<T> _ -> List.of();
                case DnsAnswer.Unknown<T>(var reason) ->
                        throw new IllegalStateException("the DNS can't tell: " + reason);
            };
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the DNS took too long");
        } finally {
            worker.leaveHost();
        }
    }

    /** One of the resolver's methods. */
    @FunctionalInterface
    private interface Question<T> {
        DnsAnswer<T> ask(DnsResolver dns, String name) throws InterruptedException;
    }

    /** A question that knows what it is about. */
    @FunctionalInterface
    private interface Inquiry<T> {
        DnsAnswer<T> of(DnsResolver dns) throws InterruptedException;
    }
}
