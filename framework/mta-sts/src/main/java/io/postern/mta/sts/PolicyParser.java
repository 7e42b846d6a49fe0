// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import io.postern.api.lookup.StsPolicy;
import io.postern.api.lookup.StsPolicy.Mode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a policy, as strictly as RFC 8461 section 3.2 writes it. Used once, by one thread. */
final class PolicyParser {
    /** A little more than a year. */
    private static final long LONGEST = 31_557_600;

    private static final Pattern FIELD =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):[ \\t]*(\\S(?:.*\\S)?)[ \\t]*");
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");
    private static final Pattern MAX_AGE = Pattern.compile("[0-9]{1,10}");
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern MX =
            Pattern.compile("(?=.{1,255}$)(?:\\*\\.)?" + LABEL + "(?:\\." + LABEL + ")*");

    /** The first of each; another one doesn't count. */
    private final Map<String, String> fields = new HashMap<>();

    private final List<String> mx = new ArrayList<>();

    private PolicyParser() {}

    /** What came of it. */
    sealed interface Result {
        /** It is one. */
        record Read(StsPolicy policy) implements Result {}

        /** It is none. */
        record Invalid(String why) implements Result {}
    }

    static Result parse(byte[] octets) {
        try {
            return parse(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
        } catch (CharacterCodingException _) {
            return new Result.Invalid("it is not UTF-8");
        }
    }

    static Result parse(String text) {
        return new PolicyParser().read(text);
    }

    private Result read(String text) {
        // The last line may have an end or none.
        for (String line : text.replaceFirst("\\r?\\n\\z", "").split("\\r?\\n", -1)) {
            Optional<String> flaw = take(line);
            if (flaw.isPresent()) {
                return new Result.Invalid(flaw.get());
            }
        }
        return judge();
    }

    private Optional<String> take(String line) {
        Matcher field = FIELD.matcher(line);
        if (!field.matches() || CONTROL.matcher(field.group(2)).find()) {
            return Optional.of("a line is no field: '" + cut(line) + "'");
        }
        String value = field.group(2);
        if (!field.group(1).equals("mx")) {
            fields.putIfAbsent(field.group(1), value);
            return Optional.empty();
        }
        if (!MX.matcher(value).matches()) {
            return Optional.of("mx is no name of hosts: '" + cut(value) + "'");
        }
        mx.add(value);
        return Optional.empty();
    }

    private Result judge() {
        if (!"STSv1".equals(fields.get("version"))) {
            return new Result.Invalid("version is not STSv1");
        }
        Optional<Mode> mode = mode(fields.getOrDefault("mode", ""));
        if (mode.isEmpty()) {
            return new Result.Invalid("mode is not enforce, testing or none");
        }
        String age = fields.getOrDefault("max_age", "");
        if (!MAX_AGE.matcher(age).matches() || Long.parseLong(age) > LONGEST) {
            return new Result.Invalid("max_age is no number up to " + LONGEST);
        }
        if (mx.isEmpty() && mode.get() != Mode.NONE) {
            return new Result.Invalid("no mx is named");
        }
        Duration maxAge = Duration.ofSeconds(Long.parseLong(age));
        return new Result.Read(new StsPolicy(mode.get(), mx, maxAge));
    }

    private static Optional<Mode> mode(String word) {
        return switch (word) {
            case "enforce" -> Optional.of(Mode.ENFORCE);
            case "testing" -> Optional.of(Mode.TESTING);
            case "none" -> Optional.of(Mode.NONE);
            default -> Optional.empty();
        };
    }

    /** For a log line: short, without control characters. */
    static String cut(String text) {
        String clean = CONTROL.matcher(text).replaceAll("?");
        return clean.length() > 80 ? clean.substring(0, 80) + "..." : clean;
    }
}
