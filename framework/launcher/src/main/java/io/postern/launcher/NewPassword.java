// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.credentials.KeptScram;
import io.postern.credentials.PasswordHash;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a new password comes from: two prompts, or a line of standard input. */
final class NewPassword {
    private static final int LONGEST_LINE = 4096;

    @Option(
            names = "--password-stdin",
            description = "Read the password from the first line of standard input.")
    private boolean standardInput;

    /**
     * What is kept of it, as the fields of a user.
     *
     * @throws CommandException where it can't be had, or isn't fit to be one
     */
    Map<String, String> fields(String name) throws IOException {
        String password = standardInput ? firstLine(System.in) : prompted(name);
        String problem = PasswordHash.problem(password);
        if (!problem.isEmpty()) {
            throw new CommandException(Exit.USAGE, problem);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("password", PasswordHash.of(password).text());
        fields.put("scram", KeptScram.text(KeptScram.of(password)));
        return fields;
    }

    @SuppressWarnings("SystemConsoleNull") // it is null again since Java 25, where nobody is there
    private static String prompted(String name) {
        @Nullable Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new CommandException(
                    Exit.USAGE, "there is no terminal to ask for the password: --password-stdin");
        }
        String password = read(console, "New password of " + name + ": ");
        if (!read(console, "Once more: ").equals(password)) {
            throw new CommandException(Exit.NO, "the two differ; nothing has changed");
        }
        return password;
    }

    private static String read(Console console, String prompt) {
        char @Nullable [] letters = console.readPassword("%s", prompt);
        if (letters == null) {
            throw new CommandException(Exit.NO, "no password; nothing has changed");
        }
        return new String(letters);
    }

    /** A password from the first line. */
    static String firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.write(octet);
            if (line.size() > LONGEST_LINE) {
                throw new CommandException(Exit.USAGE, "the line is too long for a password");
            }
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
