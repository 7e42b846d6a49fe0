// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Status;

import org.graalvm.polyglot.Value;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what a script gives to a host function. Throws {@link IllegalArgumentException}, which the
 * script sees as an error at its call.
 */
final class Arguments {
    private static final Duration LEAST_TIME = Duration.ofSeconds(1);
    private static final Duration MOST_TIME = Duration.ofDays(30);
    private static final Pattern TIME = Pattern.compile("(\\d{1,7})([smhd])");
    private static final Pattern CODE = Pattern.compile("([45])\\.(\\d{1,3})\\.(\\d{1,3})");

    private Arguments() {}

    /** A string. */
    static String text(Value[] arguments, int index, String name) {
        if (arguments.length <= index || !arguments[index].isString()) {
            throw new IllegalArgumentException(name + " must be a string");
        }
        return limited(arguments[index].asString(), name);
    }

    /** A string's UTF-8, or the octets of a {@code Uint8Array} or an array of numbers. */
    static byte[] octets(Value[] arguments, int index, String name) {
        if (arguments.length > index && arguments[index].isString()) {
            return text(arguments, index, name).getBytes(StandardCharsets.UTF_8);
        }
        if (arguments.length <= index || !arguments[index].hasArrayElements()) {
            throw new IllegalArgumentException(name + " must be a string or octets");
        }
        Value array = arguments[index];
        if (array.getArraySize() > Limits.ANSWER) {
            throw new IllegalArgumentException(
                    name + " is longer than " + Limits.ANSWER + " octets");
        }
        byte[] octets = new byte[(int) array.getArraySize()];
        for (int i = 0; i < octets.length; i++) {
            Value octet = array.getArrayElement(i);
            if (!octet.fitsInInt() || octet.asInt() < 0 || octet.asInt() > 255) {
                throw new IllegalArgumentException(name + " must be octets, 0 to 255");
            }
            octets[i] = (byte) octet.asInt();
        }
        return octets;
    }

    /** Throws where it wasn't given. */
    static void require(Value[] arguments, int index, String name) {
        if (arguments.length <= index) {
            throw new IllegalArgumentException(name + " must be given");
        }
    }

    /** A string or an array of strings. */
    static List<String> texts(Value value, String name) {
        List<String> texts = new ArrayList<>();
        for (Value element : elements(value)) {
            if (!element.isString()) {
                throw new IllegalArgumentException(name + " must be strings");
            }
            texts.add(limited(element.asString(), name));
        }
        return texts;
    }

    /** The elements of an array, or the value itself. */
    static List<Value> elements(Value value) {
        if (!value.hasArrayElements()) {
            return List.of(value);
        }
        if (value.getArraySize() > 10_000) {
            throw new IllegalArgumentException("more than 10000 elements");
        }
        List<Value> elements = new ArrayList<>();
        for (long i = 0; i < value.getArraySize(); i++) {
            elements.add(value.getArrayElement(i));
        }
        return elements;
    }

    /** Seconds, or {@code '90s'}, {@code '10m'}, {@code '2h'}, {@code '1d'}. */
    static Duration time(Value value) {
        if (value.isString()) {
            return time(value.asString());
        }
        boolean known = value.fitsInDouble() && value.asDouble() <= MOST_TIME.toSeconds();
        return bounded(
                known ? Duration.ofMillis(Math.round(value.asDouble() * 1000)) : Duration.ZERO);
    }

    /** {@code '90s'}, {@code '10m'}, {@code '2h'}, {@code '1d'}. */
    static Duration time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            return bounded(Duration.ZERO);
        }
        long number = Long.parseLong(matcher.group(1));
        return bounded(
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    private static Duration bounded(Duration time) {
        if (time.compareTo(LEAST_TIME) < 0 || time.compareTo(MOST_TIME) > 0) {
            throw new IllegalArgumentException(
                    "time must be seconds or like '10m', from 1s to 30d");
        }
        return time;
    }

    /** {@code '4.7.1', 'text'}. */
    static Status.Transient temporary(Value[] arguments) {
        Matcher code = code(arguments, "4");
        return new Status.Transient(
                Integer.parseInt(code.group(2)), Integer.parseInt(code.group(3)), words(arguments));
    }

    /** {@code '5.7.1', 'text'}. */
    static Status.Permanent permanent(Value[] arguments) {
        Matcher code = code(arguments, "5");
        return new Status.Permanent(
                Integer.parseInt(code.group(2)), Integer.parseInt(code.group(3)), words(arguments));
    }

    private static Matcher code(Value[] arguments, String type) {
        Matcher code = CODE.matcher(text(arguments, 0, "code"));
        if (!code.matches() || !code.group(1).equals(type)) {
            throw new IllegalArgumentException("code must be like '" + type + ".7.1'");
        }
        return code;
    }

    /** What people read must fit a reply line (RFC 5321 section 4.5.3.1.5). */
    private static String words(Value[] arguments) {
        String text = text(arguments, 1, "text");
        return text.length() > 400 ? text.substring(0, 400) : text;
    }

    private static String limited(String text, String name) {
        if (text.length() > Limits.ANSWER) {
            throw new IllegalArgumentException(
                    name + " is longer than " + Limits.ANSWER + " characters");
        }
        return text;
    }
}
