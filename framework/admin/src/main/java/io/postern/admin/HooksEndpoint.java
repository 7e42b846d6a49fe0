// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.hooks.HookInfo;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code GET /api/hooks}: what is asked at each hook, in the order it is asked. */
final class HooksEndpoint implements Endpoint {
    private final Services services;

    HooksEndpoint(Services services) {
        this.services = services;
    }

    @Override
    public Answer answer(Request request) throws IOException {
        return Answer.of(
                Map.of("hooks", services.hooks().stream().map(HooksEndpoint::hook).toList()));
    }

    private static Map<String, Object> hook(HookInfo info) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("hook", info.hook());
        fields.put("name", info.name());
        fields.put("type", info.type());
        fields.put("plugin", info.plugin());
        fields.put("ranking", info.ranking());
        return fields;
    }
}
