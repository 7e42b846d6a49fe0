// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import io.postern.api.config.Option;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.Mailbox;
import io.postern.api.transport.TlsResult;
import io.postern.api.transport.TlsResults;
import io.postern.hooks.MailEvents;
import io.postern.smtp.AddressParser;
import io.postern.spool.Spool;
import io.postern.tlsrpt.Reporter.Submitter;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.util.tracker.ServiceTracker;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

/**
 * The section {@code tls-reports:}. Counts nothing while no address is given. New options are taken
 * without the service going away, since transports hold on to it.
 */
@Component(
        service = TlsResults.class,
        configurationPid = "io.postern.tlsrpt",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=tls-reports")
@Designate(ocd = TlsReports.Options.class)
public final class TlsReports implements TlsResults {
    private static final Duration SAVING = Duration.ofMinutes(1);
    private static final Duration SENDING = Duration.ofHours(1);
    private static final Duration LEAST_DELAY = Duration.ofMinutes(10);

    /** RFC 8460 section 4.1 has reporters spread over four hours. */
    private static final Duration MOST_DELAY = Duration.ofHours(4);

    /** What {@code tls-reports:} has. */
    @ObjectClassDefinition(name = "TLS reports")
    @interface Options {
        @Option("the address that reports come from, and who to ask; without one there are none")
        String from() default "";

        @Option("what reports call us; the domain of the address where nothing is said")
        String organization() default "";
    }

    private final ServiceTracker<Spool, Spool> spool;
    private final ServiceTracker<HostIdentity, HostIdentity> host;
    private final HttpsPost https;
    private final Ledger ledger;
    private final Reporter reporter;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Optional<Submitter> submitter;

    /** Started by Declarative Services; sends nothing yet. */
    @Activate
    public TlsReports(
            BundleContext context,
            Options options,
            @Reference DnsResolver dns,
            @Reference MailEvents events)
            throws NoSuchAlgorithmException {
        submitter = submitter(options);
        spool = new ServiceTracker<>(context, Spool.class, null);
        host = new ServiceTracker<>(context, HostIdentity.class, null);
        spool.open();
        host.open();
        InstantSource clock = InstantSource.system();
        https = new HttpsPost(SSLContext.getDefault());
        DayFiles files =
                new DayFiles(Path.of(context.getProperty("postern.home"), "data", "tls-reports"));
        ledger = new Ledger(files, clock);
        SpoolDelivery delivery =
                new SpoolDelivery(
                        () -> Optional.ofNullable(spool.getService()),
                        () -> Optional.ofNullable(host.getService()),
                        events,
                        clock,
                        https);
        reporter = new Reporter(dns, files, delivery, clock, delay());
        Thread.ofVirtual().name("tls-reports/save").start(this::save);
        Thread.ofVirtual().name("tls-reports/send").start(this::send);
    }

    private static Duration delay() {
        return Duration.ofSeconds(
                ThreadLocalRandom.current()
                        .nextLong(LEAST_DELAY.toSeconds(), MOST_DELAY.toSeconds()));
    }

    @Modified
    void configure(Options options) {
        submitter = submitter(options);
    }

    private static Optional<Submitter> submitter(Options options) {
        if (options.from().isEmpty()) {
            return Optional.empty();
        }
        Mailbox from =
                AddressParser.mailbox(options.from())
                        .filter(mailbox -> !mailbox.domain().isLiteral())
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "tls-reports: from: no address: "
                                                        + options.from()));
        String name =
                options.organization().isEmpty() ? from.domain().name() : options.organization();
        return Optional.of(new Submitter(from, name));
    }

    @Override
    public void add(TlsResult result) {
        if (submitter.isPresent()) {
            ledger.add(result);
        }
    }

    private void save() {
        try {
            while (!closed.await(SAVING.toNanos(), TimeUnit.NANOSECONDS)) {
                ledger.save();
            }
        } catch (InterruptedException _) {
            // nobody does that
        }
    }

    private void send() {
        try {
            while (!closed.await(SENDING.toNanos(), TimeUnit.NANOSECONDS)) {
                Optional<Submitter> who = submitter;
                if (who.isPresent()) {
                    reporter.send(who.get());
                }
            }
        } catch (InterruptedException _) {
            // nobody does that
        }
    }

    /** Writes down what was counted; ends what is under way. */
    @Deactivate
    void close() {
        closed.countDown();
        ledger.save();
        https.close();
        spool.close();
        host.close();
    }
}
