// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.hooks.HookFigures;
import io.postern.hooks.HookInfo;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /api/hooks}: what is asked at each hook, in the order it is asked, where that comes
 * from, and how it does.
 */
final class HooksEndpoint implements Endpoint {
    private final Services services;

    HooksEndpoint(Services services) {
        this.services = services;
    }

    @Override
    public Answer answer(Request request) throws IOException {
        Map<List<Object>, HookFigures> figures = new HashMap<>();
        services.hookFigures().forEach(one -> figures.put(key(one.info()), one));
        return Answer.of(
                Map.of(
                        "hooks",
                        services.hooks().stream()
                                .map(info -> hook(info, figures.get(key(info))))
                                .toList()));
    }

    /** The service, as the hook that it is here. */
    private static List<Object> key(HookInfo info) {
        return List.of(
                info.hook(),
                info.name(),
                info.plugin(),
                info.properties().getOrDefault(Constants.SERVICE_ID, -1L));
    }

    private static Map<String, Object> hook(HookInfo info, @Nullable HookFigures figures) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("hook", info.hook());
        fields.put("name", info.name());
        fields.put("type", info.type());
        fields.put("plugin", info.plugin());
        fields.put("ranking", info.ranking());
        fields.put("from", from(info));
        fields.put("onFailure", info.properties().getOrDefault("postern.on-failure", "defer"));
        if (figures != null) {
            fields.put("share", figures.share());
            fields.put("suspendedUntil", figures.suspendedUntil().map(Object::toString).orElse(""));
            fields.put("calls", figures.calls());
            fields.put("errors", figures.errors());
            fields.put("answers", figures.answers());
            fields.put("medianMicros", figures.median().toNanos() / 1000);
            fields.put("slowestMicros", figures.slowest().toNanos() / 1000);
            fields.put("cpuMillis", figures.cpu().toMillis());
            fields.put("lastTrouble", figures.lastTrouble());
        }
        return fields;
    }

    /** What gives it its place: an entry of the file, or the plugin alone. */
    private static String from(HookInfo info) {
        Object section = info.properties().get("postern.section");
        return section == null ? "plugin" : section + ": " + info.name();
    }
}
