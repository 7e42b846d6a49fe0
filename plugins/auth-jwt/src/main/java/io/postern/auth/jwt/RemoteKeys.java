// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.jwt;

import com.nimbusds.jose.jwk.JWKSet;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keys from the provider's URL. Asked again after five minutes, and for a key that isn't known, but
 * never more than twice a minute, so that made-up key names can't make us bother the provider.
 * Where it doesn't answer, the keys that it gave are good for an hour. One thread asks; the others
 * go on with the keys there are, and wait for it only where there are none.
 */
final class RemoteKeys implements KeySource {
    private static final Logger log = LoggerFactory.getLogger(RemoteKeys.class);

    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration GOOD = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LARGEST = 1 << 20;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

    private final URI address;
    private final InstantSource clock;
    private final HttpClient client;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Answer last;

    /** When we asked last, with or without an answer; guarded by {@link #asking}. */
    private @Nullable Instant asked;

    /**
     * Asks nothing yet.
     *
     * @throws IllegalArgumentException where it isn't https, or http on this machine
     */
    RemoteKeys(String url, InstantSource clock) {
        this.address = checked(url);
        this.clock = clock;
        client =
                HttpClient.newBuilder()
                        .connectTimeout(CONNECT_LIMIT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    private static URI checked(String url) {
        URI address = URI.create(url);
        boolean here = LOOPBACK.contains(String.valueOf(address.getHost()));
        boolean good =
                "https".equals(address.getScheme()) || ("http".equals(address.getScheme()) && here);
        if (!good || address.getHost() == null) {
            throw new IllegalArgumentException(
                    "jwks-url: '%s' isn't https (http is for this machine alone)".formatted(url));
        }
        return address;
    }

    @Override
    public Optional<JWKSet> keys() throws InterruptedException {
        return isYounger(FRESH) ? known() : refreshed();
    }

    @Override
    public Optional<JWKSet> newerKeys() throws InterruptedException {
        return refreshed();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private Optional<JWKSet> refreshed() throws InterruptedException {
        long patience = known().isPresent() ? 0 : LIMIT.toMillis();
        if (asking.tryLock(patience, TimeUnit.MILLISECONDS)) {
            try {
                ask();
            } finally {
                asking.unlock();
            }
        }
        return known();
    }

    private Optional<JWKSet> known() {
        Answer answer = last;
        return answer != null && isYounger(GOOD) ? Optional.of(answer.keys) : Optional.empty();
    }

    private boolean isYounger(Duration age) {
        Answer answer = last;
        return answer != null
                && Duration.between(answer.at, clock.instant()).abs().compareTo(age) < 0;
    }

    private void ask() throws InterruptedException {
        Instant now = clock.instant();
        if (asked != null && Duration.between(asked, now).abs().compareTo(PAUSE) < 0) {
            return;
        }
        asked = now;
        HttpRequest request = HttpRequest.newBuilder(address).timeout(LIMIT).build();
        // The request's own limit doesn't cover the body.
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        request,
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofByteArray(), LARGEST));
        try {
            take(answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS), now);
        } catch (ExecutionException | TimeoutException failed) {
            trouble(failed.toString());
        } finally {
            answer.cancel(true);
        }
    }

    private void take(HttpResponse<byte[]> answer, Instant now) {
        if (answer.statusCode() != 200) {
            trouble("status " + answer.statusCode());
            return;
        }
        try {
            JWKSet keys =
                    JWKSet.parse(new String(answer.body(), StandardCharsets.UTF_8))
                            .toPublicJWKSet();
            last = new Answer(keys, now);
            log.debug("jwks url={} keys={}", address, keys.size());
        } catch (ParseException broken) {
            trouble("no JSON Web Key Set");
        }
    }

    private void trouble(String why) {
        log.warn("jwks {}: {}", address, why.replaceAll("\\p{Cntrl}+", " "));
    }

    private record Answer(JWKSet keys, Instant at) {}
}
