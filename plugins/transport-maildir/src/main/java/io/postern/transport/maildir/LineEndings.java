// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.maildir;

/** How lines end in the files. */
enum LineEndings {
    /** As Unix programs like it; what Maildir readers expect. */
    LF("\n"),
    /** As it came. */
    CRLF("\r\n");

    private final String text;

    LineEndings(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
