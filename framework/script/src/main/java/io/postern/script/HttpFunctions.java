// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code http} of the host module. Blocks, while the script's clock stands still. */
final class HttpFunctions implements HostFunctions {
    private static final Set<String> OPTIONS = Set.of("headers", "timeout", "limit");
    private static final Duration USUAL_TIME = Duration.ofSeconds(2);
    private static final Duration MOST_TIME = Duration.ofSeconds(5);
    private static final int MOST_OCTETS = 1024 * 1024;

    private final WebAccess web;

    HttpFunctions(WebAccess web) {
        this.web = web;
    }

    @Override
    public Map<String, Object> functions(Worker worker) {
        return Map.of(
                "httpGet", function(call -> get(worker, call)),
                "httpPost", function(call -> post(worker, call)));
    }

    private static ProxyExecutable function(ProxyExecutable body) {
        return body;
    }

    private Object get(Worker worker, Value... call) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(web.require(Arguments.text(call, 0, "url")));
        return ask(worker, request, Members.optional(call, 1, OPTIONS));
    }

    private Object post(Worker worker, Value... call) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(web.require(Arguments.text(call, 0, "url")))
                        .POST(BodyPublishers.ofString(Arguments.text(call, 1, "body")));
        return ask(worker, request, Members.optional(call, 2, OPTIONS));
    }

    private Object ask(Worker worker, HttpRequest.Builder request, Members options) {
        Optional<Value> headers = options.find("headers");
        headers.ifPresent(fields -> addHeaders(request, fields));
        Duration time = options.find("timeout").map(Arguments::time).orElse(USUAL_TIME);
        if (time.compareTo(MOST_TIME) > 0) {
            throw new IllegalArgumentException("timeout must be from 1s to 5s");
        }
        int limit = (int) options.number("limit", Limits.ANSWER, 0, MOST_OCTETS);
        worker.enterHost();
        try {
            return view(web.ask(request.build(), time, limit));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("HTTP took too long");
        } finally {
            worker.leaveHost();
        }
    }

    private static void addHeaders(HttpRequest.Builder request, Value fields) {
        for (String name : fields.getMemberKeys()) {
            Value value = fields.getMember(name);
            request.header(name, Arguments.text(new Value[] {value}, 0, "header " + name));
        }
    }

    private static ReadOnly view(HttpResponse<byte[]> response) {
        ProxyExecutable header =
                call -> response.headers().firstValue(Arguments.text(call, 0, "name")).orElse("");
        return new ReadOnly(
                Map.of(
                        "status",
                        response.statusCode(),
                        "body",
                        new String(response.body(), StandardCharsets.UTF_8),
                        "header",
                        header));
    }
}
