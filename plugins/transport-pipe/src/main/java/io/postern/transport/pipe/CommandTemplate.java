// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.pipe;

import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryAttempt;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program and its arguments, with placeholders for what a message brings. What takes their
 * place is data: it stays within its argument, and can't make an option of one. No shell sees it.
 *
 * @param program absolute
 * @param arguments templates
 */
record CommandTemplate(String program, List<String> arguments) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final List<String> OF_RECIPIENT = List.of("recipient", "local-part", "domain");
    private static final List<String> OF_MESSAGE = List.of("sender", "queue-id");

    /** What the system turns the characters of arguments into octets by. */
    private static final Charset SYSTEM = Charset.forName(System.getProperty("sun.jnu.encoding"));

    CommandTemplate {
        arguments = List.copyOf(arguments);
    }

    /** What became of a template. */
    sealed interface Expansion {
        /** Ready to be started. */
        record Line(List<String> words) implements Expansion {
            public Line {
                words = List.copyOf(words);
            }
        }

        /** An address would have become an option. */
        record Option(String argument) implements Expansion {}

        /** The locale of this process has no octets for it. */
        record Inexpressible() implements Expansion {}
    }

    /** Checks a command as the operator wrote it. */
    static CommandTemplate parse(String[] command) {
        if (command.length == 0 || command[0].isEmpty()) {
            throw new IllegalArgumentException("pipe transport: command: no program is named");
        }
        String program = command[0];
        if (!program.startsWith("/") || PLACEHOLDER.matcher(program).find()) {
            throw new IllegalArgumentException(
                    "pipe transport: command: '" + program + "' is not the full path of a program");
        }
        Path file = Path.of(program);
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw new IllegalArgumentException(
                    "pipe transport: command: '" + program + "' is not a program that we may run");
        }
        List<String> arguments = List.of(command).subList(1, command.length);
        arguments.forEach(CommandTemplate::check);
        return new CommandTemplate(program, arguments);
    }

    private static void check(String argument) {
        Matcher matcher = PLACEHOLDER.matcher(argument);
        while (matcher.find()) {
            String name = matcher.group(1);
            if (!OF_RECIPIENT.contains(name) && !OF_MESSAGE.contains(name)) {
                throw new IllegalArgumentException(
                        "pipe transport: command: unknown {" + name + "} in '" + argument + "'");
            }
        }
    }

    /**
     * Puts the values in. An argument that speaks of the recipient stands once for each of them.
     *
     * @param recipients at least one
     */
    Expansion expand(DeliveryAttempt attempt, List<Recipient> recipients) {
        List<String> words = new ArrayList<>(List.of(program));
        for (String argument : arguments) {
            List<Recipient> each =
                    isOfRecipient(argument) ? recipients : List.of(recipients.getFirst());
            for (Recipient recipient : each) {
                String word = expand(argument, attempt, recipient);
                if (word.startsWith("-") && !argument.startsWith("-")) {
                    return new Expansion.Option(argument);
                }
                if (!SYSTEM.newEncoder().canEncode(word)) {
                    return new Expansion.Inexpressible();
                }
                words.add(word);
            }
        }
        return new Expansion.Line(words);
    }

    private static String expand(String argument, DeliveryAttempt attempt, Recipient recipient) {
        Map<String, String> values =
                Map.of(
                        "recipient", recipient.mailbox().toString(),
                        "local-part", recipient.mailbox().localPart(),
                        "domain", recipient.mailbox().domain().name(),
                        "sender", attempt.reversePath().toString(),
                        "queue-id", attempt.queueId().value());
        // In one pass, so that a value that looks like a placeholder is none.
        return PLACEHOLDER
                .matcher(argument)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        values.getOrDefault(match.group(1), match.group())));
    }

    private static boolean isOfRecipient(String argument) {
        return OF_RECIPIENT.stream().anyMatch(name -> argument.contains("{" + name + "}"));
    }
}
