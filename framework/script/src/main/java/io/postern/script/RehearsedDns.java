// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MxRecord;
import io.postern.api.lookup.TlsaRecord;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The DNS as it answered when the record was made. What it was never asked nobody knows, and that
 * is told. Guarded by itself.
 */
final class RehearsedDns implements DnsResolver {
    private final Map<String, Noted.OfDns> answers = new HashMap<>();
    private final Consumer<String> unasked;

    /**
     * @param unasked is told of each question that the record has no answer to
     */
    RehearsedDns(Consumer<String> unasked) {
        this.unasked = unasked;
    }

    /** One form for each name. */
    static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** This is the answer until another is learnt. */
    synchronized void learnFirst(Noted.OfDns answer) {
        answers.putIfAbsent(answer.type() + " " + answer.name(), answer);
    }

    /** From now on this is the answer. */
    synchronized void learn(Noted.OfDns answer) {
        answers.put(answer.type() + " " + answer.name(), answer);
    }

    private synchronized <T> DnsAnswer<T> answer(
            String type, String name, Function<String, T> reader) {
        String question = type + " " + key(name);
        Noted.OfDns answer = answers.get(question);
        if (answer == null) {
            String reason = "dns " + question + " was never asked";
            unasked.accept(reason);
            return new DnsAnswer.Unknown<>(reason);
        }
        return switch (answer.none()) {
            case "" -> new DnsAnswer.Found<>(answer.records().stream().map(reader).toList());
            case "no-record" -> new DnsAnswer.NoRecord<>();
            case "no-domain" -> new DnsAnswer.NoDomain<>();
            default -> new DnsAnswer.Unknown<>(answer.none().replaceFirst("^unknown ", ""));
        };
    }

    private static MxRecord mxRecord(String text) {
        int space = text.indexOf(' ');
        return new MxRecord(Integer.parseInt(text.substring(0, space)), text.substring(space + 1));
    }

    @Override
    public DnsAnswer<MxRecord> mx(String domain) {
        return answer("mx", domain, RehearsedDns::mxRecord);
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host) {
        return answer("addresses", host, InetAddress::ofLiteral);
    }

    @Override
    public DnsAnswer<InetAddress> ipv4(String host) {
        return answer("a", host, InetAddress::ofLiteral);
    }

    @Override
    public DnsAnswer<String> txt(String name) {
        return answer("txt", name, text -> text);
    }

    @Override
    public DnsAnswer<TlsaRecord> tlsa(String host, int port) {
        return new DnsAnswer.NoDomain<>();
    }

    @Override
    public DnsAnswer<String> ptr(InetAddress address) {
        return answer("ptr", address.getHostAddress(), name -> name);
    }
}
