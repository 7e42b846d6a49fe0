// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.hooks.HookFigures;
import io.postern.plugins.PluginAnswer;
import io.postern.plugins.PluginControl;
import io.postern.plugins.PluginOrder;
import io.postern.plugins.PluginState;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code /api/plugins}: what plugins there are, and orders. A jar is the body of its request, so
 * the server reads no path that a client names. 422 and the reason where an order is refused, when
 * nothing has changed.
 */
final class PluginEndpoints {
    private final Services services;

    PluginEndpoints(Services services) {
        this.services = services;
    }

    /** All plugins, those that wait in the folder, and where others are fetched from. */
    Answer list(@SuppressWarnings("unused") Request request) throws IOException {
        PluginControl control = control();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("plugins", control.plugins().stream().map(PluginEndpoints::plugin).toList());
        fields.put(
                "refused",
                new TreeMap<>(control.troubles())
                        .entrySet().stream()
                                .map(e -> Map.of("file", e.getKey(), "reason", e.getValue()))
                                .toList());
        fields.put("repository", control.repository());
        return Answer.of(fields);
    }

    /** {@code ?name=…}: one plugin. */
    Answer show(Request request) throws IOException {
        String name = one(request, "name");
        for (PluginState plugin : control().plugins()) {
            if (plugin.name().equals(name)) {
                return Answer.of(plugin(plugin));
            }
        }
        return Answer.error(404, "there is no plugin " + name);
    }

    /** The body is a jar; what it is. */
    Answer check(Request request) throws IOException, InterruptedException {
        return answer(new PluginOrder.Check(request.body()), true);
    }

    /** The body is a jar; {@code ?accept&canary=0.05&dryRun&who=…}. */
    Endpoint take(boolean update) {
        return request -> {
            boolean dryRun = flag(request, "dryRun");
            return answer(
                    new PluginOrder.Take(
                            request.body(),
                            update,
                            flag(request, "accept"),
                            share(request),
                            dryRun,
                            who(request.parameters("who"))),
                    dryRun);
        };
    }

    /** A JSON object: {@code name}, {@code dryRun}, {@code who}. */
    Endpoint change(PluginOrder.Verb verb) {
        return request -> {
            Fields fields = new Fields(request.json());
            String name = fields.text("name");
            if (name.isEmpty()) {
                throw new RefusedException(400, "say which name");
            }
            String who = fields.text("who");
            boolean dryRun = fields.flag("dryRun");
            return answer(
                    new PluginOrder.Change(
                            verb, name, dryRun, who(who.isEmpty() ? List.of() : List.of(who))),
                    dryRun);
        };
    }

    private Answer answer(PluginOrder order, boolean dryRun)
            throws IOException, InterruptedException {
        return switch (control().carryOut(order)) {
            case PluginAnswer.Done(String change, var plugin) -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("change", change);
                fields.put("dryRun", dryRun);
                fields.put("plugin", plugin);
                yield Answer.of(fields);
            }
            case PluginAnswer.Refused(String reason) -> Answer.error(422, reason);
            case PluginAnswer.Unknown(String name) ->
                    Answer.error(404, "there is no plugin " + name);
            case PluginAnswer.Late _ ->
                    Answer.error(503, "it takes long, and goes on: see postern plugin list");
        };
    }

    private PluginControl control() {
        return services.plugins()
                .orElseThrow(() -> new RefusedException(503, "the plugins aren't there now"));
    }

    private static double share(Request request) {
        List<String> share = request.parameters("canary");
        if (share.isEmpty()) {
            return 1;
        }
        try {
            double value = Double.parseDouble(share.getFirst());
            if (value > 0 && value < 1) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new RefusedException(400, "canary: a number between 0 and 1");
    }

    private static boolean flag(Request request, String name) {
        List<String> values = request.parameters(name);
        return !values.isEmpty() && !values.getFirst().equals("false");
    }

    private static String one(Request request, String name) {
        List<String> values = request.parameters(name);
        if (values.size() != 1) {
            throw new RefusedException(400, "say which " + name);
        }
        return values.getFirst();
    }

    private static String who(List<String> names) {
        return names.isEmpty() || names.getFirst().isEmpty() ? "API" : names.getFirst();
    }

    private static Map<String, Object> plugin(PluginState plugin) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", plugin.name());
        fields.put("file", plugin.file());
        fields.put("builtIn", plugin.builtIn());
        fields.put("previous", plugin.previous());
        fields.put("accepted", plugin.accepted().fields());
        fields.put("versions", plugin.versions().stream().map(PluginEndpoints::version).toList());
        return fields;
    }

    private static Map<String, Object> version(PluginState.Version version) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", version.version());
        fields.put("sha256", version.sha256());
        fields.put("bundle", version.bundle());
        fields.put("share", version.share());
        fields.put("state", version.state());
        fields.put("hooks", version.hooks().stream().map(PluginEndpoints::hook).toList());
        return fields;
    }

    private static Map<String, Object> hook(HookFigures figures) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("hook", figures.info().hook());
        fields.put("name", figures.info().name());
        fields.put("calls", figures.calls());
        fields.put("errors", figures.errors());
        fields.put("answers", new TreeMap<>(figures.answers()));
        fields.put("medianMicros", figures.median().toNanos() / 1000);
        fields.put("p99Micros", figures.slowest().toNanos() / 1000);
        fields.put("cpuMillis", figures.cpu().toMillis());
        fields.put("suspendedUntil", figures.suspendedUntil().map(Object::toString).orElse(""));
        fields.put("lastTrouble", figures.lastTrouble());
        return fields;
    }
}
