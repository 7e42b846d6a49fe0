// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.HeaderField;

import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.MimeParameterMapping;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A field with parameters (RFC 2045 section 5.1), in pieces or in another charset as they may be
 * (RFC 2231). Encoded words in them are decoded though RFC 2047 forbids them there, since that is
 * how many programs write file names, and those that receive them read them.
 *
 * @param value before the parameters
 * @param parameters by name in lower case, decoded
 */
record MimeParameters(String value, Map<String, String> parameters) {
    private static final MimeParameters NONE = new MimeParameters("", Map.of());

    MimeParameters {
        parameters = Map.copyOf(parameters);
    }

    /** Those of the topmost field of that name; none where it is too broken. */
    @SuppressWarnings("IllegalCatch") // what a field makes the parser throw is the field's fault
    static MimeParameters of(List<HeaderField> fields, String name) {
        try {
            return fields.stream()
                    .filter(field -> field.is(name))
                    .findFirst()
                    .map(field -> of(name, field.value()))
                    .orElse(NONE);
        } catch (RuntimeException _) {
            return NONE;
        }
    }

    private static MimeParameters of(String name, String text) {
        RawBody body = RawFieldParser.DEFAULT.parseRawBody(new RawField(name, text));
        MimeParameterMapping mapping = new MimeParameterMapping();
        for (NameValuePair pair : body.getParams()) {
            if (pair.getValue() != null) {
                mapping.addParameter(pair.getName(), pair.getValue());
            }
        }
        Map<String, String> decoded = new HashMap<>();
        mapping.getParameters()
                .forEach(
                        (key, parameter) ->
                                decoded.putIfAbsent(
                                        key.toLowerCase(Locale.ROOT), clean(parameter)));
        return new MimeParameters(body.getValue() == null ? "" : body.getValue(), decoded);
    }

    /** A parameter; the empty string where it isn't there. */
    String get(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Without control characters: a file name goes to logs. */
    private static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        words(text)
                .codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static String words(String text) {
        if (!text.contains("=?")) {
            return text;
        }
        try {
            return DecoderUtil.decodeEncodedWords(
                    text, DecodeMonitor.SILENT, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }
}
