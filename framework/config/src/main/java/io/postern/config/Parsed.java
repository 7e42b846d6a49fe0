// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

/** What became of a text. */
sealed interface Parsed {
    /** It is what it should be; the value as the component gets it. */
    record Good(Object value) implements Parsed {}

    /** It isn't; why, with the text in it. */
    record Bad(String why) implements Parsed {}

    static Parsed good(Object value) {
        return new Good(value);
    }

    /**
     * The usual complaint.
     *
     * @param what with its article left out: {@code duration (5s, 5m)}
     */
    static Parsed no(String what, String text) {
        return new Bad("%s is no %s".formatted(quoted(text), what));
    }

    /** The text in quotes, short enough for a line. */
    static String quoted(String text) {
        return text.length() <= 80 ? "'" + text + "'" : "'" + text.substring(0, 77) + "...'";
    }
}
