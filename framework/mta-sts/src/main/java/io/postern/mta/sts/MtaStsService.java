// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import io.postern.api.config.Option;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MtaSts;
import io.postern.api.lookup.StsAnswer;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

/**
 * The section {@code mta-sts:}. Keeps policies in {@code data/mta-sts}. New options are taken
 * without the service going away.
 */
@Component(
        configurationPid = "io.postern.mta.sts",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=mta-sts")
@Designate(ocd = MtaStsService.Options.class)
public final class MtaStsService implements MtaSts {
    private static final int HTTPS = 443;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration ROUND = Duration.ofHours(1);

    /** What {@code mta-sts:} has. */
    @ObjectClassDefinition(name = "MTA-STS")
    @interface Options {
        @Option(kind = Option.Kind.DURATION, value = "the longest time a fetch may take")
        String timeout() default "PT1M";

        @Option(kind = Option.Kind.LIMIT, value = "policies kept while they hold")
        int policies() default 10_000;
    }

    private final HttpsSource source;
    private final PolicyCache cache;
    private final Policies policies;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Started by Declarative Services; reads what the disk has, asks nobody yet. */
    @Activate
    public MtaStsService(BundleContext context, Options options, @Reference DnsResolver dns)
            throws NoSuchAlgorithmException {
        Path folder = Path.of(context.getProperty("postern.home"), "data", "mta-sts");
        InstantSource clock = InstantSource.system();
        source = new HttpsSource(SSLContext.getDefault(), HTTPS, timeout(options));
        cache = new PolicyCache(new EntryFiles(folder), clock, options.policies());
        policies = new Policies(dns, source, cache, clock, PATIENCE);
        Thread.ofVirtual().name("mta-sts/refresh").start(this::refresh);
    }

    @Modified
    void configure(Options options) {
        source.timeout(timeout(options));
        cache.limit(options.policies());
    }

    private static Duration timeout(Options options) {
        Duration timeout = Duration.parse(options.timeout());
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("mta-sts: timeout: must be more than nothing");
        }
        return timeout;
    }

    @Override
    public StsAnswer policy(String domain) throws InterruptedException {
        return policies.policy(domain);
    }

    private void refresh() {
        try {
            while (!closed.await(ROUND.toNanos(), TimeUnit.NANOSECONDS)) {
                policies.refresh();
            }
        } catch (InterruptedException _) {
            // nobody does that
        }
    }

    /** Ends fetches under way. */
    @Deactivate
    void close() {
        closed.countDown();
        source.close();
    }
}
