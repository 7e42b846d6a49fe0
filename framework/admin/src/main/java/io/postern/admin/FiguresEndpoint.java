// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.event.Figure;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code GET /api/figures?prefix=}: what parts of the server count, beside the mail. */
final class FiguresEndpoint implements Endpoint {
    private final Services services;

    FiguresEndpoint(Services services) {
        this.services = services;
    }

    @Override
    public Answer answer(Request request) throws IOException {
        String prefix = String.join("", request.parameters("prefix"));
        return Answer.of(
                Map.of(
                        "figures",
                        services.figures().stream()
                                .filter(figure -> figure.name().startsWith(prefix))
                                .map(FiguresEndpoint::fields)
                                .toList()));
    }

    private static Map<String, Object> fields(Figure figure) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", figure.name());
        fields.put("labels", figure.sortedLabels());
        fields.put("value", figure.value());
        return fields;
    }
}
