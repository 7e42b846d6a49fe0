// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

/**
 * Finds {@code import(…)} in a script. GraalJS would take {@code data:text/javascript,…} there: an
 * eval by another name, in the same sandbox. This guards an author against carelessness with text
 * from the network. It doesn't parse: on a line with quotes or slashes in a regular expression it
 * may be blind.
 */
final class DynamicImport {
    private final String text;
    private int at;

    private DynamicImport(String text) {
        this.text = text;
    }

    /** The line of the first one, from 1; 0 where there is none. */
    static int line(String text) {
        return new DynamicImport(text).find();
    }

    private int find() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isJavaIdentifierStart(c)) {
                int start = at;
                boolean member = start > 0 && text.charAt(start - 1) == '.';
                if (word().equals("import") && !member && isCalled()) {
                    return 1
                            + (int) text.substring(0, start).chars().filter(x -> x == '\n').count();
                }
            } else if (c == '\'' || c == '"') {
                skipString(c);
            } else if (!skipComment()) {
                at++;
            }
        }
        return 0;
    }

    private String word() {
        int start = at;
        while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean isCalled() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (!skipComment()) {
                return text.charAt(at) == '(';
            }
        }
        return false;
    }

    private void skipString(char quote) {
        at++;
        while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    private boolean skipComment() {
        if (text.startsWith("//", at)) {
            at = after("\n");
            return true;
        }
        if (text.startsWith("/*", at)) {
            at = after("*/");
            return true;
        }
        return false;
    }

    private int after(String end) {
        int found = text.indexOf(end, at + 2);
        return found < 0 ? text.length() : found + end.length();
    }
}
