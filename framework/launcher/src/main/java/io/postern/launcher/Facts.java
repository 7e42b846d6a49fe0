// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.io.PrintWriter;

/**
 * What is known of one thing, a line for each with its label before it.
 *
 * @param width of the labels
 */
record Facts(PrintWriter out, int width) {
    /** Prints nothing where nothing is known. */
    void line(String label, String text) {
        if (!text.isEmpty()) {
            out.println("  " + padded(label) + "  " + SafeText.of(text));
        }
    }

    private String padded(String label) {
        return label + " ".repeat(Math.max(0, width - label.length()));
    }
}
