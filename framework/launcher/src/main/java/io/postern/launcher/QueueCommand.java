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
            QueueCommand.Retry.class,
            QueueCommand.Pause.class,
            QueueCommand.Resume.class,
            QueueCommand.Release.class
        })
final class QueueCommand {
    @Mixin
    @SuppressWarnings("unused") // picocli looks at it
    private HelpOption help = new HelpOption();

    /** {@code postern queue list}. */
    @Command(name = "list", description = "Lists what waits, and why; the oldest first.")
    static final class ListWaiting extends ClientCommand {
        @Option(names = "--count", description = "Print only how many messages there are.")
        private boolean count;

        @Option(
                names = "--most",
                paramLabel = "N",
                defaultValue = "100",
                description = "List at most so many (default: ${DEFAULT-VALUE}).")
        private int most;

        @Override
        AdminClient.Answer ask(AdminClient client) throws IOException {
            if (most < 0) {
                throw usage("--most " + most + ": can't list fewer than none");
            }
            return client.get("/api/queue?most=" + (count ? 0 : most));
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
                        hold.isEmpty() ? waiting.text("reason") : hold);
                first = false;
            }
        }
    }

    /** {@code postern queue retry}. */
    @Command(name = "retry", description = "Tries messages now that wait for their time.")
    static final class Retry extends ClientCommand {
        @Parameters(arity = "0..*", paramLabel = "ID", description = "Messages to try.")
        private List<String> ids = List.of();

        @Option(names = "--all", description = "Try all of them.")
        private boolean all;

        @Override
        AdminClient.Answer ask(AdminClient client) throws IOException {
            if (all == !ids.isEmpty()) {
                throw usage("name messages, or say --all");
            }
            return client.post("/api/queue/retry", all ? Map.of("all", true) : Map.of("ids", ids));
        }

        @Override
        void print(Json answer, PrintWriter out) {
            out.println(
                    Amounts.count(answer.number("recipients"), "recipient") + " will be tried now");
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

    /** {@code postern queue resume}. */
    @Command(name = "resume", description = "Delivers again after a pause.")
    static final class Resume extends ClientCommand {
        @Override
        AdminClient.Answer ask(AdminClient client) throws IOException {
            return client.post("/api/queue/resume", Map.of());
        }

        @Override
        void print(Json answer, PrintWriter out) {
            out.println("the queue runs");
        }
    }

    /** {@code postern queue release}. */
    @Command(name = "release", description = "Lets a held message go.")
    static final class Release extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "The held message.")
        private String id = "";

        @Override
        AdminClient.Answer ask(AdminClient client) throws IOException {
            return client.post("/api/queue/release", Map.of("id", id));
        }

        @Override
        void print(Json answer, PrintWriter out) {
            out.println(id + " is released");
        }
    }
}
