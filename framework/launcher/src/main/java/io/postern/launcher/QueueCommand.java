// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** {@code postern queue}: the messages that wait. */
@Command(
        name = "queue",
        description = "Shows and steers the messages that wait.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            QueueCommand.ListWaiting.class,
            QueueCommand.Show.class,
            QueuePreviewCommand.class,
            QueueSummaryCommand.class,
            QueueExplainCommand.class,
            QueueOrderCommand.Hold.class,
            QueueOrderCommand.Release.class,
            QueueOrderCommand.Retry.class,
            QueueOrderCommand.Bounce.class,
            QueueOrderCommand.Remove.class,
            QueueOrderCommand.Reroute.class,
            QueueSuspendCommand.class,
            QueueSuspendCommand.Resume.class,
            QueueCommand.Pause.class
        })
final class QueueCommand {
    @Mixin
    @SuppressWarnings("unused") // picocli looks at it
    private HelpOption help = new HelpOption();

    /** {@code postern queue list}. */
    @Command(name = "list", description = "Lists what waits, and why; the oldest first.")
    static final class ListWaiting extends ClientCommand {
        /** What is longer, {@code show} shows. */
        private static final int MOST_REASON = 80;

        @Option(names = "--count", description = "Print only how many messages there are.")
        private boolean count;

        @Option(
                names = "--most",
                paramLabel = "N",
                defaultValue = "100",
                description = "List at most so many (default: ${DEFAULT-VALUE}).")
        private int most;

        @Mixin private QueueFilterOptions filter = new QueueFilterOptions();

        @Override
        AdminClient.Answer ask(AdminClient client) throws IOException {
            if (most < 0) {
                throw usage("--most " + most + ": can't list fewer than none");
            }
            return client.get("/api/queue?most=" + (count ? 0 : most) + filter.query());
        }

        @Override
        void print(Json answer, PrintWriter out) {
            if (count) {
                out.println(answer.number("total"));
                return;
            }
            Amounts amounts = new Amounts(Clock.systemUTC());
            Table table =
                    new Table(
                            "ID", ">AGE", ">SIZE", "FROM", "TO", "STATE", ">NEXT", ">TRIES", "WHY");
            List<Json> messages = answer.objects("messages");
            messages.forEach(message -> rows(message, amounts, table));
            if (!messages.isEmpty()) {
                table.print(out);
            }
            String shown =
                    messages.size() < answer.number("total")
                            ? ", " + messages.size() + " shown"
                            : "";
            out.println(Amounts.count(answer.number("total"), "message") + shown);
        }

        private static String shortened(String reason) {
            return reason.length() <= MOST_REASON
                    ? reason
                    : reason.substring(0, MOST_REASON - 3) + "...";
        }

        private static String why(Json waiting) {
            return (waiting.flag("doubtful") ? "may have arrived; " : "") + waiting.text("reason");
        }

        private static void rows(Json message, Amounts amounts, Table table) {
            boolean first = true;
            for (Json waiting : message.objects("waiting")) {
                String hold = message.text("hold");
                table.row(
                        first ? message.text("id") : "",
                        first ? amounts.age(message.text("received")) : "",
                        first ? Amounts.octets(message.number("size")) : "",
                        first ? "<" + message.text("reversePath") + ">" : "",
                        "<" + waiting.text("recipient") + ">",
                        waiting.text("state"),
                        hold.isEmpty() ? amounts.until(waiting.text("due")) : "-",
                        waiting.text("attempts"),
                        SafeText.of(shortened(hold.isEmpty() ? why(waiting) : hold)));
                first = false;
            }
        }
    }

    /** {@code postern queue show}. */
    @Command(name = "show", description = "Shows all that is known of a message that waits.")
    static final class Show extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "The message.")
        private String id = "";

        @Override
        AdminClient.Answer ask(AdminClient client) throws IOException {
            return client.get("/api/queue/message?id=" + encoded(id));
        }

        @Override
        void print(Json message, PrintWriter out) {
            Amounts amounts = new Amounts(Clock.systemUTC());
            out.println(message.text("id"));
            Facts facts = new Facts(out, 8);
            facts.line("from", "<" + message.text("reversePath") + ">");
            facts.line("size", Amounts.octets(message.number("size")));
            facts.line(
                    "received",
                    message.text("received") + ", " + amounts.age(message.text("received")));
            facts.line("held", message.text("hold"));
            for (Json waiting : message.objects("waiting")) {
                facts.line("to", "<" + waiting.text("recipient") + ">");
                facts.line(
                        "  state",
                        waiting.text("state")
                                + ", "
                                + Amounts.count(waiting.number("attempts"), "attempt")
                                + ", next "
                                + amounts.until(waiting.text("due")));
                facts.line("  site", waiting.text("site"));
                facts.line("  why", waiting.text("reason"));
                facts.line("  doubt", waiting.flag("doubtful") ? "it may have arrived" : "");
            }
        }
    }

    /** {@code postern queue pause}. */
    @Command(name = "pause", description = "Starts no more deliveries; mail is still taken.")
    static final class Pause extends ClientCommand {
        @Override
        AdminClient.Answer ask(AdminClient client) throws IOException {
            return client.post("/api/queue/pause", Map.of());
        }

        @Override
        void print(Json answer, PrintWriter out) {
            out.println("the queue is paused");
        }
    }
}
