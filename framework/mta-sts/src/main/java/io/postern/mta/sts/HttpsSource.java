// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import static java.util.Objects.requireNonNullElse;

import io.postern.api.lookup.StsTrouble;
import io.postern.api.lookup.StsTrouble.Kind;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLContext;

/**
 * Fetches policies from {@code https://mta-sts.DOMAIN/.well-known/mta-sts.txt}, as RFC 8461 section
 * 3.3 has it: the certificate must be good for that name, a redirect is no answer. Safe for many
 * threads.
 */
final class HttpsSource implements PolicySource, AutoCloseable {
    private static final int LIMIT = 64 * 1024;
    private static final int AT_ONCE = 100;

    private final HttpClient client;
    private final int port;
    private volatile Duration timeout;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /**
     * @param trust says whose certificates are good
     * @param timeout for all of a fetch
     */
    HttpsSource(SSLContext trust, int port, Duration timeout) {
        this.port = port;
        this.timeout = timeout;
        this.client =
                HttpClient.newBuilder()
                        .sslContext(trust)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    void timeout(Duration other) {
        timeout = other;
    }

    @Override
    public Fetched fetch(String domain) throws InterruptedException {
        if (!places.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return failure(Kind.FETCH, "too many policies are fetched at once");
        }
        try {
            return ask(domain);
        } finally {
            places.release();
        }
    }

    private Fetched ask(String domain) throws InterruptedException {
        String authority = "mta-sts." + domain + (port == 443 ? "" : ":" + port);
        URI uri = URI.create("https://" + authority + "/.well-known/mta-sts.txt");
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("Accept", "text/plain")
                        .header("User-Agent", "Postern")
                        .build();
        CompletableFuture<HttpResponse<byte[]>> running =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LIMIT));
        try {
            return read(running.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException _) {
            return failure(Kind.FETCH, "no policy within " + timeout.toSeconds() + " s");
        } catch (ExecutionException trouble) {
            return failure(trouble);
        } finally {
            running.cancel(true);
        }
    }

    private static Fetched read(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            return failure(Kind.FETCH, "HTTP status " + response.statusCode());
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("text/plain")) {
            return failure(Kind.INVALID, "it is not text/plain: '" + PolicyParser.cut(type) + "'");
        }
        return switch (PolicyParser.parse(response.body())) {
            case PolicyParser.Result.Read read -> new Fetched.Policy(read.policy());
            case PolicyParser.Result.Invalid invalid -> failure(Kind.INVALID, invalid.why());
        };
    }

    private static Fetched failure(ExecutionException trouble) {
        for (Throwable next = trouble; next != null; next = next.getCause()) {
            if (next instanceof CertificateException refusal) {
                return failure(Kind.CERTIFICATE, said(refusal));
            }
        }
        Throwable cause = requireNonNullElse(trouble.getCause(), trouble);
        return failure(Kind.FETCH, said(cause));
    }

    private static String said(Throwable trouble) {
        String message = trouble.getMessage();
        return message == null
                ? trouble.getClass().getSimpleName()
                : PolicyParser.cut(message.replaceAll("\\s+", " "));
    }

    private static Fetched failure(Kind kind, String reason) {
        return new Fetched.Failure(new StsTrouble(kind, reason));
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
