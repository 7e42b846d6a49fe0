// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.http;

import io.postern.api.config.Option;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.ConnectionLeave;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Transport;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Posts a message to one web service, whose address only the operator can say. On the attempt's own
 * virtual thread, which an interrupt cuts. Follows no redirect.
 */
@Component(
        configurationPid = "io.postern.transport.http",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=http")
@Designate(ocd = HttpTransport.Options.class, factory = true)
public final class HttpTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);

    /** What {@code transports:} may say of it. */
    @ObjectClassDefinition(name = "http transport")
    @interface Options {
        @Option("where to post to, https: or http:")
        String url();

        @Option("what is posted: message (message/rfc822) or json")
        Format format() default Format.MESSAGE;

        @Option(kind = Option.Kind.SECRET, value = "shared with the service, to sign requests by")
        @SuppressWarnings("MemberName") // the underscore makes it a private property
        String _secret() default "";

        @Option("recipients of one request at most")
        int recipients() default 50;

        @Option(kind = Option.Kind.DURATION, value = "time for a connection")
        String connectTimeout() default "PT30S";

        @Option(kind = Option.Kind.DURATION, value = "time for a request, until its answer")
        String timeout() default "PT2M";
    }

    /** What is posted. */
    enum Format {
        MESSAGE,
        JSON
    }

    private final URI url;
    private final Format format;
    private final Signature signature;
    private final int size;
    private final Duration limit;
    private final HttpClient client;
    private final Answer answer;
    private final InstantSource clock = Clock.systemUTC();

    /** Made by Declarative Services; connects to nobody yet. */
    @Activate
    public HttpTransport(Options options) {
        url = url(options.url());
        format = options.format();
        signature = new Signature(options._secret());
        size = options.recipients();
        limit = positive("timeout", options.timeout());
        answer = new Answer(url.getHost());
        if (size < 1) {
            throw new IllegalArgumentException("http transport: recipients: less than one");
        }
        client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(positive("connect-timeout", options.connectTimeout()))
                        .build();
    }

    private static Duration positive(String key, String text) {
        Duration duration = Duration.parse(text);
        if (!duration.isPositive()) {
            throw new IllegalArgumentException("http transport: " + key + ": no time at all");
        }
        return duration;
    }

    private static URI url(String text) {
        try {
            URI url = URI.create(text);
            boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            if (web
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new IllegalArgumentException(
                "http transport: url: '" + text + "' is not https://host/path");
    }

    /** Ends what is under way. */
    @Deactivate
    void close() {
        client.shutdownNow();
    }

    @Override
    public DeliveryReport deliver(DeliveryAttempt attempt) throws InterruptedException {
        Map<Recipient, DeliveryOutcome> outcomes = new LinkedHashMap<>();
        List<Recipient> all = attempt.recipients();
        for (int from = 0; from < all.size(); from += size) {
            List<Recipient> some = all.subList(from, Math.min(from + size, all.size()));
            DeliveryOutcome outcome = post(attempt, some);
            some.forEach(one -> outcomes.put(one, outcome));
        }
        return new DeliveryReport(outcomes);
    }

    private DeliveryOutcome post(DeliveryAttempt attempt, List<Recipient> recipients)
            throws InterruptedException {
        Duration left = Duration.between(clock.instant(), attempt.deadline());
        if (!left.isPositive()) {
            return answer.notNow(new Status.Transient(3, 0, "out of time"));
        }
        if (attempt.connect() instanceof ConnectionLeave.Refused(Status.Transient status)) {
            return answer.notNow(status);
        }
        Post post = new Post(attempt, recipients, format, new AtomicBoolean());
        try {
            return send(post, left.compareTo(limit) < 0 ? left : limit);
        } catch (IOException unreadable) {
            LOG.warn("{} unreadable: {}", attempt.queueId(), unreadable.toString());
            return answer.unreadable();
        }
    }

    private DeliveryOutcome send(Post post, Duration time)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<InputStream>> running =
                client.sendAsync(request(post), BodyHandlers.ofInputStream());
        try {
            HttpResponse<InputStream> response = running.get(time.toNanos(), TimeUnit.NANOSECONDS);
            leave(response);
            return answer.of(
                    response.statusCode(), response.headers().firstValue("Retry-After").orElse(""));
        } catch (ExecutionException failed) {
            LOG.info(
                    "{} url={} not posted: {}",
                    post.attempt().queueId(),
                    url,
                    String.valueOf(failed.getCause()));
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            return post.unreadable().get() ? answer.unreadable() : answer.none(cause);
        } catch (TimeoutException _) {
            return answer.late();
        } finally {
            running.cancel(true);
        }
    }

    /** The code has said all: what stands behind it is read by nobody. */
    private static void leave(HttpResponse<InputStream> response) {
        try {
            response.body().close();
        } catch (IOException trouble) {
            LOG.debug("answer not closed: {}", trouble.toString());
        }
    }

    private HttpRequest request(Post post) throws IOException {
        Instant now = clock.instant();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url)
                        .header("User-Agent", "Postern")
                        .header("Content-Type", post.contentType());
        post.envelope()
                .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        if (signature.isWanted()) {
            request.header("X-Postern-Signature", signature.of(post, now));
        }
        return request.POST(
                        BodyPublishers.fromPublisher(
                                BodyPublishers.ofInputStream(() -> body(post)), post.length()))
                .build();
    }

    private static InputStream body(Post post) {
        try {
            return post.body();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
