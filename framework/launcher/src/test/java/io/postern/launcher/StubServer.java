// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers the command line as told, and remembers what it was asked. */
final class StubServer implements AutoCloseable {
    static final String TOKEN = "the-token";

    private final HttpServer server;
    private final Map<String, Reply> replies = new HashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    StubServer(Path home) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        Files.createDirectories(home.resolve("data"));
        Files.writeString(
                home.resolve("data/admin.address"),
                "127.0.0.1:" + server.getAddress().getPort() + "\n");
        Files.writeString(home.resolve("data/admin.token"), TOKEN + "\n");
    }

    /** Sets the answer to {@code METHOD /path}. */
    StubServer reply(String request, int status, String body) {
        replies.put(request, new Reply(status, body));
        return this;
    }

    List<Asked> asked() {
        return asked;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath();
            String request = exchange.getRequestMethod() + " " + path;
            asked.add(
                    new Asked(
                            request,
                            String.valueOf(exchange.getRequestURI().getQuery()),
                            body,
                            exchange.getRequestHeaders().getFirst("Authorization")));
            Reply reply = replies.getOrDefault(request, new Reply(404, "{\"error\": \"no\"}"));
            byte[] octets = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), octets.length);
            exchange.getResponseBody().write(octets);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** A request. */
    record Asked(String request, String query, String body, String authorization) {}

    private record Reply(int status, String body) {}
}
