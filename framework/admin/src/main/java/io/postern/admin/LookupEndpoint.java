// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.lookup.LookupAnswer;
import io.postern.hooks.Answer.Given;
import io.postern.hooks.Answer.None;
import io.postern.hooks.Answer.Trouble;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /api/lookup?name=…&key=…}: what a lookup says of a key. */
final class LookupEndpoint implements Endpoint {
    private final Services services;

    LookupEndpoint(Services services) {
        this.services = services;
    }

    @Override
    public Answer answer(Request request) throws IOException, InterruptedException {
        String name = one(request, "name");
        String key = one(request, "key");
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("key", key);
        fields.putAll(
                switch (services.lookup(name, key)) {
                    case Given<LookupAnswer>(LookupAnswer said, _) -> said(said);
                    case Trouble<LookupAnswer>(var status, _) -> unknown(status.text());
                    case None<LookupAnswer> _ ->
                            throw new RefusedException(404, "there is no lookup '" + name + "'");
                });
        return Answer.of(fields);
    }

    private static String one(Request request, String parameter) {
        List<String> values = request.parameters(parameter);
        if (values.size() != 1) {
            throw new RefusedException(400, "say one " + parameter);
        }
        return values.getFirst();
    }

    private static Map<String, Object> said(LookupAnswer answer) {
        return switch (answer) {
            case LookupAnswer.Found(List<String> values) ->
                    Map.of("answer", "found", "values", values);
            case LookupAnswer.Absent _ -> Map.of("answer", "absent", "values", List.of());
            case LookupAnswer.Unknown(String reason) -> unknown(reason);
        };
    }

    private static Map<String, Object> unknown(String reason) {
        return Map.of("answer", "unknown", "values", List.of(), "reason", reason);
    }
}
