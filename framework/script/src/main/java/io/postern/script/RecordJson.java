// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import com.fasterxml.jackson.jr.ob.JSON;

import io.postern.api.mail.HeaderField;
import io.postern.script.Asked.Letter;
import io.postern.script.Asked.Sending;
import io.postern.script.Asked.Visitor;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lines of the record, as JSON objects: what is empty is left out. */
final class RecordJson {
    private RecordJson() {}

    /** One line, without its end. */
    static String write(Noted noted) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", noted.at().toString());
        switch (noted) {
            case Asked asked -> write(asked, fields);
            case Noted.OfDns dns -> {
                fields.put("dns", dns.type());
                fields.put("name", dns.name());
                put(fields, "records", dns.records());
                put(fields, "none", dns.none());
            }
            case Noted.OfLookup lookup -> {
                fields.put("lookup", lookup.lookup());
                fields.put("key", lookup.key());
                put(fields, "values", lookup.values());
                put(fields, "none", lookup.none());
            }
            case Noted.Loaded loaded ->
                    fields.put(
                            "scripts", loaded.scripts().stream().map(RecordJson::entry).toList());
        }
        return JSON.std.asString(fields);
    }

    private static Map<String, Object> entry(Noted.Entry entry) {
        return Map.of(
                "name",
                entry.name(),
                "listeners",
                List.copyOf(entry.listeners()),
                "options",
                entry.options());
    }

    private static void write(Asked asked, Map<String, Object> fields) {
        fields.put("hook", asked.hook());
        Visitor client = asked.client();
        put(fields, "session", client.session());
        put(fields, "address", client.address());
        put(fields, "port", client.port());
        put(fields, "listener", client.listener());
        put(fields, "helo", client.helo());
        put(fields, "account", client.account());
        put(fields, "tls", client.tls());
        put(fields, "sender", asked.sending().sender());
        put(fields, "recipients", asked.sending().recipients());
        put(fields, "redirects", asked.sending().redirects());
        put(fields, "hostname", asked.sending().hostname());
        put(fields, "about", asked.about());
        Letter letter = asked.letter();
        if (!letter.equals(Letter.NONE)) {
            fields.put(
                    "headers",
                    letter.headers().stream()
                            .map(field -> List.of(field.name(), field.value()))
                            .toList());
            put(fields, "size", letter.size());
            put(fields, "body", letter.body());
            fields.put("whole", letter.whole());
        }
        fields.put("given", write(asked.given()));
        put(fields, "said", asked.said().stream().map(RecordJson::write).toList());
    }

    private static Map<String, Object> write(Said said) {
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, "by", said.by());
        fields.put("verdict", said.verdict());
        put(fields, "code", said.code());
        put(fields, "text", said.text());
        put(fields, "changes", said.changes());
        return fields;
    }

    private static void put(Map<String, Object> fields, String key, Object value) {
        if (!value.equals("")
                && !value.equals(0)
                && !value.equals(0L)
                && !value.equals(List.of())) {
            fields.put(key, value);
        }
    }

    /** Reads a line; throws {@link IOException} where it is none of ours. */
    static Noted read(String line) throws IOException {
        Fields fields = new Fields(JSON.std.mapFrom(line));
        try {
            Instant at = Instant.parse(fields.text("at"));
            if (fields.has("hook")) {
                return asked(at, fields);
            }
            if (fields.has("dns")) {
                return new Noted.OfDns(
                        at,
                        fields.text("dns"),
                        fields.text("name"),
                        fields.texts("records"),
                        fields.text("none"));
            }
            if (fields.has("lookup")) {
                return new Noted.OfLookup(
                        at,
                        fields.text("lookup"),
                        fields.text("key"),
                        fields.texts("values"),
                        fields.text("none"));
            }
            return new Noted.Loaded(
                    at,
                    fields.objects("scripts").stream()
                            .map(
                                    one ->
                                            new Noted.Entry(
                                                    one.text("name"),
                                                    Set.copyOf(one.texts("listeners")),
                                                    one.text("options")))
                            .toList());
        } catch (DateTimeException | IllegalArgumentException strange) {
            throw new IOException("no line of a record: " + strange.getMessage(), strange);
        }
    }

    private static Asked asked(Instant at, Fields fields) {
        return new Asked(
                at,
                fields.text("hook"),
                new Visitor(
                        fields.text("address"),
                        (int) fields.number("port"),
                        fields.text("listener"),
                        fields.text("helo"),
                        fields.text("account"),
                        fields.text("session"),
                        fields.text("tls")),
                new Sending(
                        fields.text("sender"),
                        fields.texts("recipients"),
                        (int) fields.number("redirects"),
                        fields.text("hostname")),
                fields.text("about"),
                fields.has("headers") ? letter(fields) : Letter.NONE,
                said(fields.object("given")),
                fields.objects("said").stream().map(RecordJson::said).toList());
    }

    private static Letter letter(Fields fields) {
        List<HeaderField> headers = new ArrayList<>();
        for (Object pair : fields.list("headers")) {
            if (pair instanceof List<?> two && two.size() == 2) {
                headers.add(
                        new HeaderField(String.valueOf(two.get(0)), String.valueOf(two.get(1))));
            }
        }
        return new Letter(
                headers,
                fields.number("size"),
                fields.text("body"),
                Boolean.TRUE.equals(fields.all().get("whole")));
    }

    private static Said said(Fields fields) {
        return new Said(
                fields.text("by"),
                fields.text("verdict"),
                fields.text("code"),
                fields.text("text"),
                fields.texts("changes"));
    }

    /** A JSON object; what isn't there is empty. */
    private record Fields(Map<?, ?> all) {
        boolean has(String key) {
            return all.containsKey(key);
        }

        String text(String key) {
            return all.get(key) instanceof String text ? text : "";
        }

        long number(String key) {
            return all.get(key) instanceof Number number ? number.longValue() : 0;
        }

        List<?> list(String key) {
            return all.get(key) instanceof List<?> list ? list : List.of();
        }

        List<String> texts(String key) {
            return list(key).stream().map(String::valueOf).toList();
        }

        Fields object(String key) {
            return new Fields(all.get(key) instanceof Map<?, ?> map ? map : Map.of());
        }

        List<Fields> objects(String key) {
            return list(key).stream()
                    .map(one -> new Fields(one instanceof Map<?, ?> map ? map : Map.of()))
                    .toList();
        }
    }
}
