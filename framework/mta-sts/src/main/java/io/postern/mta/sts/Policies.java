// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MtaSts;
import io.postern.api.lookup.StsAnswer;
import io.postern.api.lookup.StsPolicy;
import io.postern.api.lookup.StsPolicy.Mode;
import io.postern.api.lookup.StsTrouble;
import io.postern.api.lookup.StsTrouble.Kind;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Knows the policies of domains (RFC 8461 section 5.1). A look-up has a thread of its own, so that
 * whoever asks needn't wait for a slow server, nor ends others' look-up by an interrupt. Safe for
 * many threads.
 */
final class Policies implements MtaSts {
    private static final Logger LOG = LoggerFactory.getLogger(Policies.class);
    private static final Pattern NAME =
            Pattern.compile("(?!.*\\.[0-9]+$)[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})+");
    private static final int LONGEST_NAME = 240;

    /** How long what was said is said again without a question to anybody. */
    private static final Duration MEMORY = Duration.ofMinutes(1);

    /** After a fetch in vain the same version isn't fetched for so long (section 3.3). */
    private static final Duration PAUSE = Duration.ofMinutes(5);

    private final DnsResolver dns;
    private final PolicySource source;
    private final PolicyCache cache;
    private final InstantSource clock;
    private final Duration patience;
    private final RecentMap<StsAnswer> said;
    private final RecentMap<StsTrouble> failed;
    private final Map<String, FutureTask<StsAnswer>> running = new ConcurrentHashMap<>();

    /**
     * @param patience how long somebody who asks waits for a fetch
     */
    Policies(
            DnsResolver dns,
            PolicySource source,
            PolicyCache cache,
            InstantSource clock,
            Duration patience) {
        this.dns = dns;
        this.source = source;
        this.cache = cache;
        this.clock = clock;
        this.patience = patience;
        this.said = new RecentMap<>(clock, MEMORY);
        this.failed = new RecentMap<>(clock, PAUSE);
    }

    @Override
    public StsAnswer policy(String domain) throws InterruptedException {
        if (domain.length() > LONGEST_NAME || !NAME.matcher(domain).matches()) {
            return new StsAnswer.None(new StsTrouble(Kind.NOT_ANNOUNCED, "it is no such name"));
        }
        Optional<StsAnswer> known = said.get(domain).filter(this::stillHolds);
        return known.isPresent() ? known.get() : await(domain, lookUp(domain));
    }

    private boolean stillHolds(StsAnswer answer) {
        return !(answer instanceof StsAnswer.Holds holds)
                || clock.instant().isBefore(holds.until());
    }

    private FutureTask<StsAnswer> lookUp(String domain) {
        FutureTask<StsAnswer> mine = new FutureTask<>(() -> look(domain));
        FutureTask<StsAnswer> other = running.putIfAbsent(domain, mine);
        if (other != null) {
            return other;
        }
        Thread.ofVirtual().name("mta-sts/" + domain).start(mine);
        return mine;
    }

    private StsAnswer await(String domain, FutureTask<StsAnswer> task) throws InterruptedException {
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return kept(
                    domain, new StsTrouble(Kind.FETCH, "it is being fetched for the first time"));
        } catch (ExecutionException bug) {
            throw new IllegalStateException("policy of " + domain, bug.getCause());
        }
    }

    /** What we have, else none. */
    private StsAnswer kept(String domain, StsTrouble trouble) {
        return cache.get(domain)
                .map(entry -> entry.answer(trouble))
                .orElseGet(() -> new StsAnswer.None(trouble));
    }

    /** Nobody finds the look-up any more when its answer is there: it may be old by then. */
    private StsAnswer look(String domain) throws InterruptedException {
        try {
            StsAnswer answer = ask(domain);
            said.put(domain, answer);
            return answer;
        } finally {
            running.remove(domain);
        }
    }

    private StsAnswer ask(String domain) throws InterruptedException {
        return switch (dns.txt(record(domain))) {
            case DnsAnswer.Found<String>(List<String> records, _) -> announced(domain, records);
            case DnsAnswer.NoRecord<String> _, DnsAnswer.NoDomain<String> _ ->
                    unannounced(domain, "it announces none");
            case DnsAnswer.Unknown<String>(String reason) -> unannounced(domain, reason);
        };
    }

    /** A policy that we have holds all the same (section 3.3). */
    private StsAnswer unannounced(String domain, String why) {
        return kept(domain, new StsTrouble(Kind.NOT_ANNOUNCED, why));
    }

    private StsAnswer announced(String domain, List<String> records) throws InterruptedException {
        Optional<String> id = Announcement.id(records);
        if (id.isEmpty()) {
            return unannounced(domain, "its TXT record announces none");
        }
        Optional<Entry> kept = cache.get(domain).filter(entry -> entry.id().equals(id.get()));
        if (kept.isPresent()) {
            return kept.get().answer(StsTrouble.NONE);
        }
        Optional<StsTrouble> before = failed.get(version(domain, id.get()));
        return before.isPresent() ? kept(domain, before.get()) : fetch(domain, id.get());
    }

    private StsAnswer fetch(String domain, String id) throws InterruptedException {
        return switch (source.fetch(domain)) {
            case PolicySource.Fetched.Policy(StsPolicy policy) -> {
                Instant now = clock.instant();
                Entry entry = new Entry(domain, id, policy, now, now);
                cache.put(entry);
                LOG.info(
                        "mta-sts domain={} id={} mode={} fetched",
                        domain,
                        id,
                        entry.policy().mode().word());
                yield entry.answer(StsTrouble.NONE);
            }
            case PolicySource.Fetched.Failure(StsTrouble trouble) -> {
                failed.put(version(domain, id), trouble);
                LOG.warn("mta-sts domain={} id={} not fetched: {}", domain, id, trouble.reason());
                yield kept(domain, trouble);
            }
        };
    }

    /**
     * Fetches anew what is a day old; what can't be fetched stays as it is until its end. Blocks
     * until all is done.
     */
    void refresh() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Entry entry : cache.due()) {
                threads.execute(() -> refresh(entry));
            }
        }
    }

    private void refresh(Entry entry) {
        try {
            String domain = entry.domain();
            String id = entry.id();
            if (dns.txt(record(domain)) instanceof DnsAnswer.Found<String>(var records, _)) {
                id = Announcement.id(records).orElse(id);
            }
            switch (source.fetch(domain)) {
                case PolicySource.Fetched.Policy(StsPolicy policy) ->
                        cache.put(new Entry(domain, id, policy, clock.instant(), entry.used()));
                case PolicySource.Fetched.Failure(StsTrouble trouble) -> warn(entry, trouble);
            }
        } catch (InterruptedException _) {
            // we are closed: what is kept is good for another while
        }
    }

    private static void warn(Entry entry, StsTrouble trouble) {
        if (entry.policy().mode() != Mode.NONE) {
            LOG.warn(
                    "mta-sts domain={} id={} mode={} not fetched anew, holds until {}: {}",
                    entry.domain(),
                    entry.id(),
                    entry.policy().mode().word(),
                    entry.until(),
                    trouble.reason());
        }
    }

    private static String record(String domain) {
        return "_mta-sts." + domain;
    }

    private static String version(String domain, String id) {
        return domain + " " + id;
    }
}
