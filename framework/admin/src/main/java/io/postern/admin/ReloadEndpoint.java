// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * {@code POST /api/reload}: 422 and the errors where the file isn't right, when nothing changed, or
 * where a changed script wasn't taken, when all else was.
 */
final class ReloadEndpoint implements Endpoint {
    private final Services services;

    ReloadEndpoint(Services services) {
        this.services = services;
    }

    @Override
    public Answer answer(Request request) throws IOException, InterruptedException {
        List<String> errors = services.apply();
        return errors.isEmpty()
                ? Answer.of(Map.of("errors", errors))
                : Answer.of(422, Map.of("error", errors.getFirst(), "errors", errors));
    }
}
