// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code postern queue suspend}: nothing is started for a domain, site, sender or source. */
@Command(
        name = "suspend",
        description = "Tries nothing for a domain, site, sender or source; alone, lists those.")
final class QueueSuspendCommand extends ClientCommand {
    private static final Pattern SPAN =
            Pattern.compile(
                    "(?=.)(?:(\\d{1,5})d)?(?:(\\d{1,5})h)?(?:(\\d{1,5})m)?(?:(\\d{1,5})s)?");

    @ArgGroup private @Nullable Target target;

    @Option(names = "--for", paramLabel = "2h", description = "How long (default: until resume).")
    private String length = "";

    @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for others.")
    private String why = "";

    @Option(names = "--dry-run", description = "Only count what would be put aside.")
    private boolean dryRun;

    @Override
    AdminClient.Answer ask(AdminClient client) throws IOException {
        if (target == null) {
            if (!length.isEmpty() || dryRun) {
                throw usage("say what to suspend: --domain, --site, --sender or --source");
            }
            return client.get("/api/queue/suspensions");
        }
        Map<String, Object> fields = new LinkedHashMap<>(target.fields());
        if (!length.isEmpty()) {
            fields.put("seconds", seconds());
        }
        if (dryRun) {
            fields.put("dryRun", true);
        }
        fields.put("why", why);
        fields.put("who", who());
        return client.post("/api/queue/suspend", fields);
    }

    private long seconds() {
        Matcher matcher = SPAN.matcher(length);
        if (!matcher.matches()) {
            throw usage("--for " + length + ": write 90s, 30m, 2h, 1d or 1d12h");
        }
        Duration span =
                Duration.ofDays(number(matcher, 1))
                        .plusHours(number(matcher, 2))
                        .plusMinutes(number(matcher, 3))
                        .plusSeconds(number(matcher, 4));
        return span.toSeconds();
    }

    private static long number(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    @Override
    void print(Json answer, PrintWriter out) {
        Amounts amounts = new Amounts(Clock.systemUTC());
        if (target != null) {
            out.println(
                    answer.text("kind")
                            + " "
                            + SafeText.of(answer.text("name"))
                            + (answer.flag("dryRun") ? " would be suspended" : " is suspended")
                            + (answer.text("until").isEmpty()
                                    ? " until it is resumed"
                                    : " for " + amounts.until(answer.text("until")))
                            + messages(answer));
            return;
        }
        List<Json> all = answer.objects("suspensions");
        if (all.isEmpty()) {
            out.println("nothing is suspended");
            return;
        }
        Table table = new Table("KIND", "NAME", ">SINCE", ">FOR", "BY", "WHY");
        for (Json one : all) {
            table.row(
                    one.text("kind"),
                    SafeText.of(one.text("name")),
                    amounts.age(one.text("since")),
                    one.text("until").isEmpty() ? "-" : amounts.until(one.text("until")),
                    SafeText.of(one.text("who")),
                    SafeText.of(one.text("why")));
        }
        table.print(out);
    }

    private static String messages(Json answer) {
        return answer.text("messages").isEmpty()
                ? ""
                : "; " + Amounts.count(answer.number("messages"), "message") + " in the queue";
    }

    /** What is suspended, or resumed. */
    static final class Target {
        @Option(names = "--domain", paramLabel = "D", description = "Recipients in D, or *.D.")
        private String domain = "";

        @Option(names = "--site", paramLabel = "S", description = "A site, a host or domain of it.")
        private String site = "";

        @Option(names = "--sender", paramLabel = "A", description = "Mail from A, or @domain.")
        private String sender = "";

        @Option(names = "--source", paramLabel = "NAME", description = "A source of egress.")
        private String source = "";

        Map<String, Object> fields() {
            if (!domain.isEmpty()) {
                return Map.of("kind", "domain", "name", domain);
            }
            if (!site.isEmpty()) {
                return Map.of("kind", "site", "name", site);
            }
            return sender.isEmpty()
                    ? Map.of("kind", "source", "name", source)
                    : Map.of("kind", "sender", "name", sender);
        }
    }

    /** {@code postern queue resume}. */
    @Command(name = "resume", description = "Delivers again: after a pause, or what was suspended.")
    static final class Resume extends ClientCommand {
        @ArgGroup private @Nullable Target target;

        @Option(names = "--dry-run", description = "Only count what would go.")
        private boolean dryRun;

        @Override
        AdminClient.Answer ask(AdminClient client) throws IOException {
            Map<String, Object> fields = new LinkedHashMap<>();
            if (dryRun) {
                fields.put("dryRun", true);
            }
            if (target == null) {
                return client.post("/api/queue/resume", fields);
            }
            fields.putAll(target.fields());
            fields.put("who", who());
            return client.post("/api/queue/lift", fields);
        }

        @Override
        void print(Json answer, PrintWriter out) {
            if (target != null) {
                out.println(
                        SafeText.of(answer.text("resumed"))
                                + (dryRun ? " would be resumed" : " is resumed")
                                + messages(answer));
            } else if (!dryRun) {
                out.println("the queue runs");
            } else {
                out.println(
                        (answer.flag("paused") ? "the queue would run: " : "the queue runs: ")
                                + Amounts.count(answer.number("recipients"), "recipient")
                                + " waiting");
            }
        }
    }
}
