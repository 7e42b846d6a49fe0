// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.HeaderField;
import io.postern.script.Asked.Letter;
import io.postern.script.Asked.Sending;
import io.postern.script.Asked.Visitor;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Takes out of a record what must not be in it. The same name is always replaced by the same hash,
 * so that a script that compares, counts and looks names up still does; the key is the record's
 * own. Used by one thread.
 */
final class Redaction {
    /** What of a mail address stands before the @; RFC 5322 atoms and quoted strings. */
    private static final Pattern ADDRESS =
            Pattern.compile("(\"(?:[^\"\\\\]|\\\\.){1,200}\"|[^\\s<>()\\[\\]:;,@\"\\\\]{1,200})@");

    /** What may be taken out. */
    enum Part {
        /** Local-parts and accounts. */
        ADDRESSES,
        /** The values of header fields, save some. */
        HEADERS,
        /** The options of scripts. */
        OPTIONS
    }

    private final Set<Part> parts;
    private final Set<String> keptHeaders;
    private final byte[] key;

    /**
     * @param keptHeaders fields whose values stay
     * @param key of the hash
     */
    Redaction(Set<Part> parts, List<String> keptHeaders, byte[] key) {
        this.parts = Set.copyOf(parts);
        Set<String> kept = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        kept.addAll(keptHeaders);
        this.keptHeaders = kept;
        this.key = key.clone();
    }

    /** Without what must not be in it. */
    Noted apply(Noted noted) {
        return switch (noted) {
            case Asked asked -> apply(asked);
            case Noted.OfDns dns -> dns;
            case Noted.OfLookup lookup -> apply(lookup);
            case Noted.Loaded loaded -> apply(loaded);
        };
    }

    private Asked apply(Asked asked) {
        Visitor client = asked.client();
        Sending sending = asked.sending();
        return new Asked(
                asked.at(),
                asked.hook(),
                new Visitor(
                        client.address(),
                        client.port(),
                        client.listener(),
                        client.helo(),
                        account(client.account()),
                        client.session(),
                        client.tls()),
                new Sending(
                        text(sending.sender()),
                        sending.recipients().stream().map(this::text).toList(),
                        sending.redirects(),
                        sending.hostname()),
                asked.hook().equals("onAuth") ? account(asked.about()) : text(asked.about()),
                letter(asked.letter()),
                said(asked.given()),
                asked.said().stream().map(this::said).toList());
    }

    private Letter letter(Letter letter) {
        if (letter.equals(Letter.NONE)) {
            return letter;
        }
        return new Letter(
                letter.headers().stream()
                        .map(field -> new HeaderField(field.name(), value(field)))
                        .toList(),
                letter.size(),
                letter.body(),
                letter.whole());
    }

    private String value(HeaderField field) {
        boolean kept = !parts.contains(Part.HEADERS) || keptHeaders.contains(field.name());
        return kept ? text(field.value()) : "";
    }

    private Said said(Said said) {
        return new Said(
                said.by(),
                said.verdict(),
                said.code(),
                text(said.text()),
                said.changes().stream().map(this::text).toList());
    }

    private Noted.OfLookup apply(Noted.OfLookup lookup) {
        return new Noted.OfLookup(
                lookup.at(),
                lookup.lookup(),
                text(lookup.key()),
                lookup.values().stream().map(this::text).toList(),
                lookup.none());
    }

    private Noted.Loaded apply(Noted.Loaded loaded) {
        if (!parts.contains(Part.OPTIONS)) {
            return loaded;
        }
        return new Noted.Loaded(
                loaded.at(),
                loaded.scripts().stream()
                        .map(
                                one ->
                                        new Noted.Entry(
                                                one.name(),
                                                one.listeners(),
                                                ScriptEntry.NO_OPTIONS))
                        .toList());
    }

    private String account(String account) {
        if (!parts.contains(Part.ADDRESSES) || account.isEmpty()) {
            return account;
        }
        return account.contains("@") ? text(account) : hash(account);
    }

    /** With each address in it disguised. */
    private String text(String text) {
        return parts.contains(Part.ADDRESSES) && text.indexOf('@') >= 0
                ? ADDRESS.matcher(text).replaceAll(found -> hash(found.group(1)) + "@")
                : text;
    }

    /** Letter case of a local-part says nothing to nearly all of them. */
    private String hash(String name) {
        byte[] octets = name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        return "x" + HexFormat.of().formatHex(Digests.hmac("HmacSHA256", key, octets), 0, 6);
    }
}
