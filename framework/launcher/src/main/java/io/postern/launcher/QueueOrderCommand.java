// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A command that changes mail that waits: messages by id, or all that a filter is for. */
abstract class QueueOrderCommand extends ClientCommand {
    @Parameters(arity = "0..*", paramLabel = "ID", description = "The messages.")
    private List<String> ids = List.of();

    @Mixin private QueueFilterOptions filter = new QueueFilterOptions();

    @Option(names = "--all", description = "Everything in the queue.")
    private boolean all;

    @Option(names = "--dry-run", description = "Only show what would be touched.")
    private boolean dryRun;

    @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for the log.")
    private String why = "";

    private final String word;
    private final String done;

    /**
     * @param word of the path
     * @param done to the messages, as in "3 messages released"
     */
    QueueOrderCommand(String word, String done) {
        this.word = word;
        this.done = done;
    }

    /** What else to say. */
    Map<String, Object> more() {
        return Map.of();
    }

    @Override
    final AdminClient.Answer ask(AdminClient client) throws IOException {
        Map<String, String> conditions = filter.conditions();
        if (all == !(ids.isEmpty() && conditions.isEmpty())) {
            throw usage("name messages, give a filter, or say --all");
        }
        Map<String, Object> fields = new LinkedHashMap<>(more());
        if (all) {
            fields.put("all", true);
        }
        if (!ids.isEmpty()) {
            fields.put("ids", ids);
        }
        if (!conditions.isEmpty()) {
            fields.put("filter", conditions);
        }
        if (dryRun) {
            fields.put("dryRun", true);
        }
        if (!why.isEmpty()) {
            fields.put("why", why);
        }
        fields.put("who", who());
        return client.post("/api/queue/" + word, fields);
    }

    @Override
    final void print(Json answer, PrintWriter out) {
        boolean dry = answer.flag("dryRun");
        answer.texts("unknown").forEach(id -> out.println("no message " + id + " in the queue"));
        out.println(
                Amounts.count(answer.number("messages"), "message")
                        + " ("
                        + Amounts.count(answer.number("recipients"), "recipient")
                        + ") "
                        + (dry ? "would be " : "")
                        + done);
        if (answer.number("busy") > 0) {
            out.println(
                    Amounts.count(answer.number("busy"), "recipient")
                            + " under way, left alone; say it again in a while");
        }
        if (dry) {
            List<String> first = answer.texts("ids");
            first.forEach(id -> out.println("  " + id));
            if (first.size() < answer.number("messages")) {
                out.println("  ...");
            }
        }
    }

    /** One id that isn't there is a no; a filter that nothing meets isn't. */
    @Override
    int exitCode(Json answer) {
        return answer.texts("unknown").isEmpty() ? Exit.FINE : Exit.NO;
    }

    /** {@code postern queue hold}. */
    @Command(name = "hold", description = "Keeps messages back until they are released.")
    static final class Hold extends QueueOrderCommand {
        Hold() {
            super("hold", "held");
        }
    }

    /** {@code postern queue release}. */
    @Command(name = "release", description = "Lets held messages go.")
    static final class Release extends QueueOrderCommand {
        Release() {
            super("release", "released");
        }
    }

    /** {@code postern queue retry}. */
    @Command(name = "retry", description = "Tries messages now that wait for their time.")
    static final class Retry extends QueueOrderCommand {
        Retry() {
            super("retry", "tried now");
        }
    }

    /** {@code postern queue bounce}. */
    @Command(name = "bounce", description = "Gives recipients up; the senders are told.")
    static final class Bounce extends QueueOrderCommand {
        Bounce() {
            super("bounce", "bounced");
        }
    }

    /** {@code postern queue remove}. */
    @Command(name = "remove", description = "Drops recipients; nobody is told.")
    static final class Remove extends QueueOrderCommand {
        Remove() {
            super("remove", "removed");
        }
    }

    /** {@code postern queue reroute}. */
    @Command(name = "reroute", description = "Routes recipients anew and tries them now.")
    static final class Reroute extends QueueOrderCommand {
        @Option(
                names = "--transport",
                paramLabel = "T",
                description = "This once by a transport, whatever the routers say.")
        private String transport = "";

        @Option(names = "--to", paramLabel = "HOST[:PORT]", description = "Where it takes them.")
        private List<String> hops = List.of();

        Reroute() {
            super("reroute", "rerouted");
        }

        @Override
        Map<String, Object> more() {
            return transport.isEmpty() && hops.isEmpty()
                    ? Map.of()
                    : Map.of("transport", transport, "hops", hops);
        }
    }
}
