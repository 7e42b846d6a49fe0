// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What one command line came to. */
record Line(int exitCode, String out, String err) {
    static Line run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = line.execute(args);
        return new Line(exitCode, out.toString(), err.toString());
    }
}
