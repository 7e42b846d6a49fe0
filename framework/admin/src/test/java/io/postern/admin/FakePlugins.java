// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.plugins.PluginAnswer;
import io.postern.plugins.PluginControl;
import io.postern.plugins.PluginOrder;
import io.postern.plugins.PluginState;
import io.postern.plugins.Uses;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One plugin with a version on trial; says yes to all but a jar of the text {@code bad}. */
final class FakePlugins implements PluginControl {
    final List<PluginOrder> orders = new ArrayList<>();

    @Override
    public List<PluginState> plugins() {
        return List.of(
                new PluginState(
                        "router-x",
                        "router-x-1.jar",
                        false,
                        "0.9.0",
                        new Uses(Set.of("io.postern.api.routing.Router"), Set.of(), Set.of("smtp")),
                        List.of(version("1.0.0", 7, 0.95), version("1.1.0", 8, 0.05))));
    }

    private static PluginState.Version version(String version, long bundle, double share) {
        return new PluginState.Version(version, "00ff", bundle, share, "active", List.of());
    }

    @Override
    public Map<String, String> troubles() {
        return Map.of("broken.jar", "it is no jar");
    }

    @Override
    public String repository() {
        return "/srv/plugins";
    }

    @Override
    public PluginAnswer carryOut(PluginOrder order) {
        orders.add(order);
        return switch (order) {
            case PluginOrder.Check(var jar) -> jar(jar, "checked");
            case PluginOrder.Take take -> jar(take.jar(), take.update() ? "updated" : "installed");
            case PluginOrder.Change change when change.name().equals("router-x") ->
                    new PluginAnswer.Done("removed", Map.of("name", "router-x"));
            case PluginOrder.Change change -> new PluginAnswer.Unknown(change.name());
        };
    }

    private static PluginAnswer jar(java.io.InputStream jar, String change) {
        try {
            String text = new String(jar.readAllBytes(), StandardCharsets.UTF_8);
            return text.equals("bad")
                    ? new PluginAnswer.Refused("it is no jar")
                    : new PluginAnswer.Done(change, Map.of("name", text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
