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
final class DnsFunctions {
    private final Supplier<@Nullable DnsResolver> resolver;

    DnsFunctions(Supplier<@Nullable DnsResolver> resolver) {
        this.resolver = resolver;
    }

    Map<String, Object> functions(Worker worker) {
        return Map.of(
                "dnsMx",
                function(
                        worker,
                        DnsResolver::mx,
                        mx ->
                                new ReadOnly(
                                        Map.of("preference", mx.preference(), "host", mx.host()))),
                "dnsAddresses",
                function(worker, DnsResolver::addresses, InetAddress::getHostAddress),
                "dnsTxt",
                function(worker, DnsResolver::txt, text -> text));
    }

    private <T> ProxyExecutable function(
            Worker worker, Question<T> question, Function<T, Object> view) {
        return arguments -> ask(worker, question, view, arguments);
    }

    private <T> Object ask(
            Worker worker, Question<T> question, Function<T, Object> view, Value... arguments) {
        String name = Arguments.text(arguments, 0, "name");
        DnsResolver dns = resolver.get();
        if (dns == null) {
            throw new IllegalStateException("the DNS isn't there");
        }
        worker.enterHost();
        try {
            return switch (question.ask(dns, name)) {
                case DnsAnswer.Found<T>(var records, _) ->
                        View.array(records.stream().map(view).toList());
                case DnsAnswer.NoRecord<T> _, DnsAnswer.NoDomain<T> _ -> View.array(List.of());
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
}
