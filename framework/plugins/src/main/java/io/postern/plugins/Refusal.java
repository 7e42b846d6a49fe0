// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

/** Why a jar isn't taken, in one line for people. It ends at who was asked to take it. */
public final class Refusal extends Exception {
    private static final int LONGEST = 300;

    Refusal(String reason) {
        super(plain(reason));
    }

    /** The line. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** What strangers wrote, on one line of bearable length. */
    private static String plain(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
