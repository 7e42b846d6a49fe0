// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Every request comes through here: only by an address or {@code localhost} as the host (a web page
 * whose name was rebound to loopback has a name), and only with the token save for what is open.
 */
final class Gate implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private static final Pattern HOST =
            Pattern.compile(
                    "(localhost|\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+])(:\\d+)?",
                    Pattern.CASE_INSENSITIVE);

    /** Of a body that nobody wanted. */
    private static final long MOST_DISCARDED = 256L << 20;

    /** For monitoring, which has no token; there is nothing in them of any one message. */
    private static final Set<String> OPEN = Set.of("/metrics", "/health");

    private final Token token;
    private final FailedLogins failedLogins;
    private final Map<String, Endpoint> endpoints;

    /**
     * Lets requests through to these.
     *
     * @param endpoints by method and path, as {@code GET /api/status}
     */
    Gate(Token token, FailedLogins failedLogins, Map<String, Endpoint> endpoints) {
        this.token = token;
        this.failedLogins = failedLogins;
        this.endpoints = Map.copyOf(endpoints);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            discardBody(exchange);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(answer.status(), answer.content().length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer.content());
            }
        }
    }

    /**
     * Reads what a refusal has left: a client that is still writing when the connection is closed
     * would see a reset in place of the answer (RFC 9112 section 9.6). The JDK's server limits the
     * time that a whole request takes.
     */
    private static void discardBody(HttpExchange exchange) throws IOException {
        InputStream body = exchange.getRequestBody();
        byte[] scratch = new byte[8192];
        long left = MOST_DISCARDED;
        int read = 0;
        while (read >= 0 && left > 0) {
            left -= read;
            read = body.read(scratch);
        }
    }

    @SuppressWarnings("IllegalCatch") // A border: one broken request ends here, logged once.
    private Answer answer(HttpExchange exchange) throws IOException {
        try {
            Answer refusal = refusal(exchange);
            return refusal == null ? dispatch(exchange) : refusal;
        } catch (RefusedException refused) {
            return Answer.error(refused.status(), refused.text());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Answer.error(503, "stopping");
        } catch (RuntimeException broken) {
            LOG.error("request={} failed", exchange.getRequestURI().getPath(), broken);
            return Answer.error(500, "our fault; the log says more");
        }
    }

    private @Nullable Answer refusal(HttpExchange exchange) throws IOException {
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (host == null || !HOST.matcher(host).matches()) {
            return Answer.error(403, "ask by address or localhost, not by name");
        }
        if (OPEN.contains(exchange.getRequestURI().getPath())
                || token.isIn(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return null;
        }
        if (failedLogins.isTooMany()) {
            return Answer.error(429, "too many wrong tokens; wait a minute");
        }
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        return Answer.error(401, "the token of data/admin.token is needed");
    }

    private Answer dispatch(HttpExchange exchange) throws IOException, InterruptedException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        Endpoint endpoint = endpoints.get(method + " " + path);
        if (endpoint == null) {
            boolean known = endpoints.keySet().stream().anyMatch(key -> key.endsWith(" " + path));
            return known
                    ? Answer.error(405, method + " isn't for " + path)
                    : Answer.error(404, "there is no " + path);
        }
        return endpoint.answer(
                new Request(
                        method,
                        exchange.getRequestURI(),
                        length(exchange),
                        exchange.getRequestBody()));
    }

    private static long length(HttpExchange exchange) {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}
