// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The servers that scripts may ask by HTTP, and nobody else: redirects aren't followed. Safe for
 * many threads.
 */
final class WebAccess implements AutoCloseable {
    private final Set<String> origins = new TreeSet<>();
    private final Consumer<String> refused;
    private @Nullable HttpClient client;

    /**
     * Connects to nobody yet.
     *
     * @param origins each as {@code https://api.example.org} or {@code http://127.0.0.1:8080}
     * @throws IllegalArgumentException where one of them is something else
     */
    WebAccess(Collection<String> origins) {
        this(origins, _ -> {});
    }

    /**
     * The same.
     *
     * @param refused is told of each server that isn't among them
     */
    WebAccess(Collection<String> origins, Consumer<String> refused) {
        this.refused = refused;
        for (String origin : origins) {
            URI uri = parse(origin);
            String path = uri.getRawPath();
            if (!path.isEmpty() && !path.equals("/")) {
                throw new IllegalArgumentException(
                        "http-origins: '" + origin + "' has a path (as https://api.example.org)");
            }
            this.origins.add(origin(uri));
        }
    }

    /** The address, where its server is one of those. Throws where it isn't. */
    URI require(String address) {
        URI uri = parse(address);
        if (!origins.contains(origin(uri))) {
            refused.accept(origin(uri));
            throw new IllegalArgumentException(origin(uri) + " isn't among scripts: http-origins:");
        }
        return uri;
    }

    /**
     * Asks, and blocks for the answer. Throws {@link IllegalStateException} where there is none in
     * time, or one with a longer body.
     *
     * @param octets the longest body
     */
    HttpResponse<byte[]> ask(HttpRequest request, Duration time, int octets)
            throws InterruptedException {
        String origin = origin(request.uri());
        CompletableFuture<HttpResponse<byte[]>> answer =
                client().sendAsync(
                                request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), octets));
        try {
            return answer.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new IllegalStateException(
                    origin + ": no answer after " + time.toMillis() + " ms");
        } catch (ExecutionException failed) {
            throw new IllegalStateException(origin + ": " + failed.getCause(), failed);
        } finally {
            // Ends what is under way, nothing where it is over.
            answer.cancel(true);
        }
    }

    private synchronized HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            known = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
            client = known;
        }
        return known;
    }

    private static URI parse(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("no address: '" + text + "'");
        }
        boolean web = "https".equalsIgnoreCase(uri.getScheme()) || isClear(uri);
        if (!web || uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("no http or https address: '" + text + "'");
        }
        return uri;
    }

    private static boolean isClear(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme());
    }

    /** With its port, so that one origin has one form. */
    private static String origin(URI uri) {
        int usual = isClear(uri) ? 80 : 443;
        int port = uri.getPort() < 0 ? usual : uri.getPort();
        return (uri.getScheme() + "://" + uri.getHost() + ":" + port).toLowerCase(Locale.ROOT);
    }

    /** Gives up what is under way. */
    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
