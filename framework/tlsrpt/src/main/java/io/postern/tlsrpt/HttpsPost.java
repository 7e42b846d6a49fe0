// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLContext;

/** Posts reports (RFC 8460 section 5.4). The certificate must be good; no redirect is followed. */
final class HttpsPost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpsPost.class);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final HttpClient client;

    HttpsPost(SSLContext trust) {
        client =
                HttpClient.newBuilder()
                        .sslContext(trust)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /** Whether it was taken: any 2xx. */
    boolean post(URI uri, byte[] report) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/tlsrpt+gzip")
                        .header("User-Agent", "Postern")
                        .POST(BodyPublishers.ofByteArray(report))
                        .build();
        CompletableFuture<HttpResponse<Void>> running =
                client.sendAsync(request, BodyHandlers.discarding());
        try {
            int status = running.get(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS).statusCode();
            LOG.debug("tls-reports uri={} status={}", uri, status);
            return status / 100 == 2;
        } catch (ExecutionException | TimeoutException trouble) {
            LOG.info("tls-reports uri={} not posted: {}", uri, trouble.toString());
            return false;
        } finally {
            running.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
