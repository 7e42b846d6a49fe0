// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.util.List;

/** A command can't do what it was asked: lines for stderr and the exit code. */
final class CommandException extends RuntimeException {
    private final int exitCode;
    private final transient List<String> lines;

    CommandException(int exitCode, String line) {
        this(exitCode, List.of(line));
    }

    CommandException(int exitCode, List<String> lines) {
        super(String.join("\n", lines));
        this.exitCode = exitCode;
        this.lines = List.copyOf(lines);
    }

    int exitCode() {
        return exitCode;
    }

    List<String> lines() {
        return lines;
    }
}
