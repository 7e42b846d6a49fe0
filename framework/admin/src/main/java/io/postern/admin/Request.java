// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import com.fasterxml.jackson.jr.ob.JSON;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was asked.
 *
 * @param method GET or POST
 * @param uri path and query
 * @param length of the body; -1 where it isn't said
 * @param body not read yet
 */
record Request(String method, URI uri, long length, InputStream body) {
    /** Of a JSON body. A message's is limited by the message limit. */
    private static final int BODY_LIMIT = 1024 * 1024;

    /** All values of a parameter of the query, in their order. */
    List<String> parameters(String name) {
        List<String> values = new ArrayList<>();
        @Nullable String query = uri.getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (decode(key).equals(name)) {
                values.add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    /** A whole number of the query. */
    int number(String name, int otherwise) {
        List<String> values = parameters(name);
        if (values.isEmpty()) {
            return otherwise;
        }
        try {
            return Math.max(0, Integer.parseInt(values.getFirst()));
        } catch (NumberFormatException _) {
            throw new RefusedException(400, name + " isn't a number: " + values.getFirst());
        }
    }

    /** The body, a JSON object; an empty one where there is none. */
    Map<String, Object> json() throws IOException {
        byte[] octets = body.readNBytes(BODY_LIMIT + 1);
        if (octets.length > BODY_LIMIT) {
            throw new RefusedException(413, "the body is larger than " + BODY_LIMIT + " octets");
        }
        if (octets.length == 0) {
            return Map.of();
        }
        try {
            return JSON.std.mapFrom(octets);
        } catch (IOException broken) {
            throw new RefusedException(400, "the body isn't a JSON object: " + broken.getMessage());
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new RefusedException(400, "wrong escape in the query: " + text);
        }
    }
}
