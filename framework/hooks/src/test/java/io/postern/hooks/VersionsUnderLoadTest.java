// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Fifty who ask without a pause while versions come, get their shares and go. */
@Timeout(60)
class VersionsUnderLoadTest {
    private static final int CALLERS = 50;
    private static final int VERSIONS = 60;

    private final HookHost host = new HookHost(_ -> {}, Clock.systemUTC());
    private final HookChain<Versioned> chain =
            HookChain.of(host, Versioned.class, Duration.ofSeconds(20));
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    private interface Versioned {
        long version() throws InterruptedException;
    }

    /** Complains where it is called after its end. */
    private final class Service implements Versioned {
        private final long version;
        private volatile boolean ended;

        Service(long version) {
            this.version = version;
        }

        @Override
        public long version() {
            Thread.yield();
            if (ended) {
                wrong.add("version " + version + " was called after its end");
            }
            calls.incrementAndGet();
            return version;
        }
    }

    @Test
    void eachCallIsAnsweredByOneVersionThatIsThere() throws Exception {
        Service service = new Service(0);
        Member<Versioned> member = add(service);
        CountDownLatch asked = new CountDownLatch(CALLERS);
        AtomicInteger answered = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Subject subject = i % 5 == 0 ? Subject.NONE : new Subject("s" + i, Instant.now());
            callers.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (!over.get()) {
                                            answered.addAndGet(ask(subject));
                                            asked.countDown();
                                        }
                                    }));
        }
        asked.await();
        for (long version = 1; version <= VERSIONS; version++) {
            Service next = new Service(version);
            host.share(version, 0, false);
            Member<Versioned> newer = add(next);
            host.share(version, 0.3, true);
            awaitCalls(20);
            host.share(version, 1, true);
            awaitCalls(20);
            boolean back = version % 3 == 0;
            chain.gone(back ? newer : member);
            (back ? next : service).ended = true;
            awaitCalls(20);
            member = back ? member : newer;
            service = back ? service : next;
        }
        over.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(wrong).isEmpty();
        assertThat(answered.get()).isEqualTo(calls.get());
    }

    private void awaitCalls(int more) {
        int wanted = calls.get() + more;
        while (calls.get() < wanted && wrong.isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private int ask(Subject subject) {
        try {
            Answer<Long> answer = chain.first(subject, _ -> true, Versioned::version, _ -> false);
            if (answer instanceof Answer.Given<Long> _) {
                return 1;
            }
            wrong.add("answered by " + answer);
        } catch (InterruptedException stopped) {
            wrong.add(stopped.toString());
        }
        over.set(true);
        return 0;
    }

    private Member<Versioned> add(Service service) {
        Source source =
                new Source("plugin", "" + service.version, service.version, service.version);
        return chain.add(service, source, Map.of("postern.name", "one"));
    }
}
