// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

/** Makes text from strangers harmless to a terminal, and nothing else of it unclear. */
final class SafeText {
    private SafeText() {}

    /** What isn't seen, or moves what is, as {@code \}{@code u001b}; a backslash as two. */
    static String of(String text) {
        if (text.codePoints().noneMatch(SafeText::isUnsafe)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(letter -> append(safe, letter));
        return safe.toString();
    }

    private static void append(StringBuilder safe, int letter) {
        if (letter == '\\') {
            safe.append("\\\\");
        } else if (isUnsafe(letter)) {
            for (char unit : Character.toChars(letter)) {
                safe.append("\\u%04x".formatted((int) unit));
            }
        } else {
            safe.appendCodePoint(letter);
        }
    }

    private static boolean isUnsafe(int letter) {
        return letter == '\\'
                || switch (Character.getType(letter)) {
                    case Character.CONTROL,
                            Character.FORMAT, // as those that turn the direction of writing
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR ->
                            true;
                    default -> false;
                };
    }
}
