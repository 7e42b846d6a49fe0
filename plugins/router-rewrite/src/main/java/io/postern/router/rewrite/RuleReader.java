// SPDX-License-Identifier: Apache-2.0
package io.postern.router.rewrite;

import com.fasterxml.jackson.jr.ob.JSON;

import io.postern.api.mail.Mailbox;
import io.postern.smtp.AddressParser;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the entries of {@code channels:} and {@code rules:}. Used once, by one thread. */
final class RuleReader {
    private final Map<String, Channel> channels = new LinkedHashMap<>();

    /** The rules in their order; an exception's message names the key that is wrong. */
    static List<Rule> read(RewriteRouter.Options options) {
        RuleReader reader = new RuleReader();
        for (String entry : options.channels()) {
            reader.channel(object("channels", entry));
        }
        List<Rule> rules = new ArrayList<>();
        for (String entry : options.rules()) {
            String key = "rules: rule " + (rules.size() + 1);
            rules.add(reader.rule(key, object(key, entry)));
        }
        if (rules.isEmpty()) {
            throw wrong("rules", "there is none");
        }
        return rules;
    }

    private void channel(Map<String, Object> entry) {
        String name = text(entry, "name");
        List<String> domains = texts(entry, "domains");
        if (domains.isEmpty()) {
            throw wrong("channels: " + name, "domains: there is none");
        }
        if (channels.putIfAbsent(name, new Channel(name, domains)) != null) {
            throw wrong("channels", "there are two of the name '" + name + "'");
        }
    }

    private Rule rule(String key, Map<String, Object> entry) {
        AddressPattern to = pattern(key, entry, "to");
        AddressPattern from = pattern(key, entry, "from");
        Rule rule =
                new Rule(
                        named(key, entry, "in"),
                        named(key, entry, "out"),
                        from,
                        to,
                        replacement(key, entry, "becomes", to),
                        replacement(key, entry, "sender", from));
        if (rule.becomes().isEmpty() && rule.sender().isEmpty()) {
            throw wrong(key, "it has neither becomes nor sender");
        }
        if (!rule.becomes().isEmpty() && !ends(to, rule.becomes().getFirst())) {
            throw wrong(key, "becomes: what it makes would be rewritten by it again and again");
        }
        return rule;
    }

    /** Whether a rule that meets its own result leaves it as it is. */
    private static boolean ends(AddressPattern to, Replacement becomes) {
        Optional<Mailbox> once =
                AddressParser.utf8Mailbox(to.sample()).flatMap(one -> applied(to, becomes, one));
        Optional<Mailbox> twice = once.flatMap(one -> applied(to, becomes, one));
        return twice.isEmpty() || twice.equals(once);
    }

    private static Optional<Mailbox> applied(
            AddressPattern to, Replacement becomes, Mailbox mailbox) {
        return to.captures(mailbox).flatMap(becomes::with);
    }

    private List<Channel> named(String key, Map<String, Object> entry, String member) {
        List<Channel> found = new ArrayList<>();
        for (String name : texts(entry, member)) {
            Channel channel = channels.get(name);
            if (channel == null) {
                throw wrong(key, member + ": there is no channel '" + name + "'");
            }
            found.add(channel);
        }
        return found;
    }

    private static AddressPattern pattern(String key, Map<String, Object> entry, String member) {
        String text = text(entry, member);
        try {
            return text.isEmpty() ? AddressPattern.ANY : AddressPattern.parse(text);
        } catch (IllegalArgumentException bad) {
            throw wrong(key, member + ": " + bad.getMessage());
        }
    }

    private static List<Replacement> replacement(
            String key, Map<String, Object> entry, String member, AddressPattern pattern) {
        String text = text(entry, member);
        try {
            return text.isEmpty() ? List.of() : List.of(Replacement.parse(text, pattern.stars()));
        } catch (IllegalArgumentException bad) {
            throw wrong(key, member + ": " + bad.getMessage());
        }
    }

    private static Map<String, Object> object(String key, String entry) {
        try {
            return JSON.std.mapFrom(entry);
        } catch (IOException _) {
            throw wrong(key, "expected keys and values, not '" + entry + "'");
        }
    }

    private static String text(Map<String, Object> entry, String key) {
        return entry.getOrDefault(key, "").toString();
    }

    private static List<String> texts(Map<String, Object> entry, String key) {
        Object value = entry.getOrDefault(key, List.of());
        return value instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of(value.toString());
    }

    private static IllegalArgumentException wrong(String key, String problem) {
        return new IllegalArgumentException("rewrite router: " + key + ": " + problem);
    }
}
