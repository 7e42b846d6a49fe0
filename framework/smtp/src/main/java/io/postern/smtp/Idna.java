// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.api.mail.Domain;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Domain names beyond US-ASCII (RFC 5890 to 5892). A label is taken where it is stable under NFKC
 * once in lower case, so that no two spellings are the same name; of the characters that depend on
 * their neighbours only the two middle dots are, and joiners are not.
 */
public final class Idna {
    private static final String PREFIX = "xn--";
    private static final int LABEL_LIMIT = 63;
    private static final int MIDDLE_DOT = 0xb7;
    private static final int KATAKANA_MIDDLE_DOT = 0x30fb;

    // RFC 3492 section 5.
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 0x80;

    private Idna() {}

    /** The name as DNS and servers without SMTPUTF8 know it. */
    public static Domain toAscii(Domain domain) {
        return Utf8.isAscii(domain.name())
                ? domain
                : new Domain(
                        Arrays.stream(domain.name().split("\\.", -1))
                                .map(Idna::label)
                                .collect(Collectors.joining(".")));
    }

    /** Octets of the label as DNS knows it; -1 where it isn't one. */
    static int length(String text) {
        if (text.codePointCount(0, text.length()) > LABEL_LIMIT) {
            return -1;
        }
        String label = text.toLowerCase(Locale.ROOT);
        boolean good =
                Normalizer.normalize(label, Normalizer.Form.NFKC).equals(label)
                        && !isMark(label.codePointAt(0))
                        && !label.startsWith("--", 2)
                        && hasPermittedOnly(label.codePoints().toArray());
        int length = good ? label(label).length() : -1;
        return length <= LABEL_LIMIT ? length : -1;
    }

    private static boolean hasPermittedOnly(int[] label) {
        for (int i = 0; i < label.length; i++) {
            boolean permitted =
                    switch (label[i]) {
                        case '-', '_' -> true;
                        case MIDDLE_DOT ->
                                i > 0
                                        && i + 1 < label.length
                                        && label[i - 1] == 'l'
                                        && label[i + 1] == 'l';
                        case KATAKANA_MIDDLE_DOT -> Arrays.stream(label).anyMatch(Idna::isJapanese);
                        default -> isMark(label[i]) || isLetterOrDigit(label[i]);
                    };
            if (!permitted) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isLetterOrDigit(int c) {
        int type = Character.getType(c);
        return type == Character.LOWERCASE_LETTER
                || type == Character.MODIFIER_LETTER
                || type == Character.OTHER_LETTER
                || type == Character.DECIMAL_DIGIT_NUMBER;
    }

    private static boolean isJapanese(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case HIRAGANA, KATAKANA, HAN -> c != KATAKANA_MIDDLE_DOT;
            default -> false;
        };
    }

    private static String label(String label) {
        return Utf8.isAscii(label) ? label : PREFIX + punycode(label.codePoints().toArray());
    }

    /** RFC 3492 section 6.3; a label is too short for an overflow. */
    private static String punycode(int[] label) {
        StringBuilder out = new StringBuilder();
        Arrays.stream(label).filter(c -> c < INITIAL_N).forEach(out::appendCodePoint);
        int basic = out.length();
        if (basic > 0) {
            out.append('-');
        }
        int n = INITIAL_N;
        int delta = 0;
        int bias = INITIAL_BIAS;
        int handled = basic;
        while (handled < label.length) {
            int floor = n;
            int next = Arrays.stream(label).filter(c -> c >= floor).min().orElseThrow();
            delta += (next - n) * (handled + 1);
            n = next;
            for (int c : label) {
                if (c < n) {
                    delta++;
                } else if (c == n) {
                    variableLength(delta, bias, out);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            n++;
        }
        return out.toString();
    }

    private static void variableLength(int delta, int bias, StringBuilder out) {
        int rest = delta;
        int k = BASE;
        while (true) {
            int threshold = Math.clamp(k - bias, T_MIN, T_MAX);
            if (rest < threshold) {
                out.append(digit(rest));
                return;
            }
            out.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
            k += BASE;
        }
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int adapt(int delta, int points, boolean first) {
        int scaled = first ? delta / DAMP : delta / 2;
        scaled += scaled / points;
        int k = 0;
        while (scaled > (BASE - T_MIN) * T_MAX / 2) {
            scaled /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * scaled / (scaled + SKEW);
    }
}
