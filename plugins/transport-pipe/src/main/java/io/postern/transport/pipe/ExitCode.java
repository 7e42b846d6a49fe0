// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.pipe;

import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryOutcome.Delivered;
import io.postern.api.transport.DeliveryOutcome.Failed;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.api.transport.Peer;

import java.util.Map;

/**
 * What the exit code of a program means: that of sysexits.h, as Postfix's pipe(8) reads it; another
 * one is temporary.
 */
final class ExitCode {
    private static final int TEXT_LIMIT = 200;
    private static final int SIGNALS = 128;

    private static final Map<Integer, Status> KNOWN =
            Map.ofEntries(
                    permanent(64, 3, 0, "command line usage error"),
                    permanent(65, 6, 0, "data format error"),
                    permanent(66, 3, 0, "cannot open input"),
                    permanent(67, 1, 1, "user unknown"),
                    permanent(68, 1, 2, "host name unknown"),
                    permanent(69, 3, 0, "service unavailable"),
                    permanent(70, 3, 0, "internal software error"),
                    Map.entry(71, new Status.Transient(3, 0, "system resource problem")),
                    permanent(72, 3, 0, "critical OS file missing"),
                    permanent(73, 2, 0, "can't create user output file"),
                    permanent(74, 3, 0, "input/output error"),
                    Map.entry(75, new Status.Transient(3, 0, "temporary failure")),
                    permanent(76, 5, 0, "remote error in protocol"),
                    permanent(77, 7, 0, "permission denied"),
                    permanent(78, 3, 5, "local configuration error"));

    private ExitCode() {}

    /**
     * The outcome.
     *
     * @param output the first line of what it printed, from anybody
     * @param reach where it is delivered
     */
    static DeliveryOutcome outcome(int code, String output, Reach reach) {
        if (code == 0) {
            String text = text("delivered to the command", output);
            return new Delivered(new Status.Success(0, 0, text), Peer.NONE, reach);
        }
        String unknown =
                code > SIGNALS
                        ? "command killed by signal " + (code - SIGNALS)
                        : "command failed with code " + code;
        return switch (KNOWN.getOrDefault(code, new Status.Transient(3, 0, unknown))) {
            case Status.Permanent(int subject, int detail, String text) ->
                    new Failed(
                            new Status.Permanent(subject, detail, text(text, output)), Peer.NONE);
            case Status known ->
                    new Deferred(
                            new Status.Transient(
                                    known.subject(), known.detail(), text(known.text(), output)),
                            Blame.RECIPIENT,
                            Peer.NONE);
        };
    }

    private static Map.Entry<Integer, Status> permanent(
            int code, int subject, int detail, String text) {
        return Map.entry(code, new Status.Permanent(subject, detail, text));
    }

    /** Bounded and printable, so that it can go into a log line, a bounce, a journal. */
    private static String text(String meaning, String output) {
        StringBuilder clean = new StringBuilder(meaning);
        if (!output.isBlank()) {
            clean.append(": ");
            output.strip()
                    .chars()
                    .limit(TEXT_LIMIT)
                    .forEach(c -> clean.append(c >= ' ' && c <= '~' ? (char) c : '?'));
        }
        return clean.toString();
    }
}
