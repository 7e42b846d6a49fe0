// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code postern plugin}. (Nothing of {@code io.postern.plugins} is in these classes, on which
 * picocli reflects in every command: most class paths haven't got it.)
 */
@Command(
        name = "plugin",
        description = "Installs, updates and removes plugins while mail flows.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PluginCommand.ListPlugins.class,
            PluginCommand.Show.class,
            PluginCheckCommand.class,
            PluginTakeCommand.Install.class,
            PluginTakeCommand.Update.class,
            PluginChangeCommand.Promote.class,
            PluginChangeCommand.Rollback.class,
            PluginChangeCommand.Resume.class,
            PluginChangeCommand.Remove.class
        })
final class PluginCommand {
    @Mixin
    @SuppressWarnings("unused") // picocli looks at it
    private HelpOption help = new HelpOption();

    /** {@code postern plugin list}. */
    @Command(name = "list", description = "Lists plugins, and how their hooks do.")
    static final class ListPlugins extends ClientCommand {
        @Override
        AdminClient.Answer ask(AdminClient client) throws IOException {
            return client.get("/api/plugins");
        }

        @Override
        void print(Json answer, PrintWriter out) {
            Table table =
                    new Table(
                            "PLUGIN", "VERSION", ">SHARE", "STATE", "FROM", ">CALLS", ">ERRORS",
                            ">MEDIAN", ">P99", ">CPU", "ANSWERS");
            for (Json plugin : answer.objects("plugins")) {
                String name = plugin.text("name");
                for (Json version : plugin.objects("versions")) {
                    row(name, plugin, version, table);
                    name = "";
                }
            }
            table.print(out);
            for (Json refused : answer.objects("refused")) {
                out.println(
                        "not taken: plugins/%s: %s"
                                .formatted(
                                        SafeText.of(refused.text("file")),
                                        SafeText.of(refused.text("reason"))));
            }
        }

        private static void row(String name, Json plugin, Json version, Table table) {
            List<Json> hooks = version.objects("hooks");
            boolean suspended = hooks.stream().anyMatch(h -> !h.text("suspendedUntil").isEmpty());
            table.row(
                    SafeText.of(name),
                    version.text("version"),
                    percent(version),
                    suspended ? "suspended" : version.text("state"),
                    version.text("sha256").isEmpty() ? "distribution" : from(plugin),
                    sum(hooks, "calls"),
                    sum(hooks, "errors"),
                    slowest(hooks, "medianMicros"),
                    slowest(hooks, "p99Micros"),
                    cpu(hooks),
                    answers(hooks));
        }

        private static String from(Json plugin) {
            String file = plugin.text("file");
            return file.isEmpty() ? "trial" : SafeText.of(file);
        }
    }

    /** {@code postern plugin show}. */
    @Command(name = "show", description = "Says all of one plugin: what it uses, how its hooks do.")
    static final class Show extends ClientCommand {
        @Parameters(paramLabel = "NAME", description = "Its symbolic name, as in plugin list.")
        private String name = "";

        @Override
        AdminClient.Answer ask(AdminClient client) throws IOException {
            return client.get("/api/plugins/plugin?name=" + encoded(name));
        }

        @Override
        void print(Json answer, PrintWriter out) {
            out.println(SafeText.of(answer.text("name")));
            Facts facts = new Facts(out, 9);
            facts.line(
                    "file", answer.flag("builtIn") ? "of the distribution" : answer.text("file"));
            facts.line("previous", answer.text("previous"));
            uses(answer.object("accepted"), facts);
            for (Json version : answer.objects("versions")) {
                facts.line(
                        "version",
                        "%s, %s, %s of the calls"
                                .formatted(
                                        version.text("version"),
                                        version.text("state"),
                                        percent(version)));
                facts.line("sha256", version.text("sha256"));
                version.objects("hooks").forEach(hook -> hook(hook, facts));
            }
        }

        private static void hook(Json hook, Facts facts) {
            String asked =
                    hook.text("hook")
                            + " "
                            + SafeText.of(hook.text("name"))
                            + ": "
                            + Amounts.count(hook.number("calls"), "call");
            if (hook.number("calls") > 0) {
                asked +=
                        ", %s, median %s, p99 %s, CPU %s, %s"
                                .formatted(
                                        Amounts.count(hook.number("errors"), "error"),
                                        millis(hook.number("medianMicros")),
                                        millis(hook.number("p99Micros")),
                                        cpu(List.of(hook)),
                                        answers(List.of(hook)));
            }
            facts.line("", asked);
            if (!hook.text("suspendedUntil").isEmpty()) {
                facts.line("suspended", "until " + hook.text("suspendedUntil"));
            }
            facts.line("trouble", hook.text("lastTrouble"));
        }
    }

    /** What a plugin states that it uses, a line each. */
    static void uses(Json uses, Facts facts) {
        List<String> hooks =
                uses.texts("hooks").stream()
                        .map(hook -> hook.substring(hook.lastIndexOf('.') + 1))
                        .toList();
        facts.line("hooks", hooks.isEmpty() ? "none" : String.join(", ", hooks));
        facts.line("lookups", none(uses.texts("lookups")));
        facts.line("network", none(uses.texts("network")));
    }

    private static String none(List<String> words) {
        return words.isEmpty() ? "none" : SafeText.of(String.join(", ", words));
    }

    private static String percent(Json version) {
        return version.fields().get("share") instanceof Number share
                ? String.format(Locale.ROOT, "%.4g", share.doubleValue() * 100)
                                .replaceFirst("\\.?0+$", "")
                        + " %"
                : "";
    }

    private static long sum(List<Json> hooks, String key) {
        return hooks.stream().mapToLong(hook -> hook.number(key)).sum();
    }

    private static String slowest(List<Json> hooks, String key) {
        return sum(hooks, "calls") == 0
                ? "-"
                : millis(hooks.stream().mapToLong(hook -> hook.number(key)).max().orElse(0));
    }

    /** Of a processor, an estimate. */
    private static String cpu(List<Json> hooks) {
        return String.format(Locale.ROOT, "%.2f s", sum(hooks, "cpuMillis") / 1000.0);
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.2f ms", micros / 1000.0);
    }

    private static String answers(List<Json> hooks) {
        Map<String, Long> all =
                hooks.stream()
                        .flatMap(hook -> hook.object("answers").fields().entrySet().stream())
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        e -> e.getValue() instanceof Number n ? n.longValue() : 0L,
                                        Long::sum,
                                        java.util.TreeMap::new));
        return all.entrySet().stream()
                .map(e -> SafeText.of(e.getKey()) + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }
}
