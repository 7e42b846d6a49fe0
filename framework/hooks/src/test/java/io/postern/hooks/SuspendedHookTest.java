// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.event.MailEvent;
import io.postern.api.event.MailEventListener;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a hook that failed too often comes to. */
class SuspendedHookTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final List<MailEvent> events = new ArrayList<>();
    private final HookHost host = new HookHost(events::add, () -> now);
    private final HookChain<Names> chain = HookChain.of(host, Names.class, LIMIT);
    private boolean broken = true;
    private int calls;

    private interface Names {
        String name();
    }

    @Test
    void itIsNotCalledAndWhatIsAskedIsDeferred() throws Exception {
        add("first", Map.of());
        failFiveTimes();
        assertThat(events).hasSize(6);
        assertThat(ask())
                .isInstanceOfSatisfying(
                        Answer.Trouble.class,
                        trouble -> {
                            assertThat(trouble.status().toString())
                                    .isEqualTo("4.3.0 first suspended");
                            assertThat(trouble.hook()).isEqualTo("first");
                        });
        assertThat(calls).isEqualTo(5);
        assertThat(chain.hooks().getFirst().isSuspended()).isTrue();
        assertThat(events).hasSize(6);
    }

    @Test
    void whereItIsToBeSkippedTheNextIsAsked() throws Exception {
        add("first", Map.of("postern.on-failure", "skip"));
        chain.add(() -> "second", new Source("other", "1.0", 2, 2), new HashMap<>());
        failFiveTimes();
        assertThat(ask())
                .isInstanceOfSatisfying(
                        Answer.Given.class, given -> assertThat(given.value()).isEqualTo("second"));
    }

    @Test
    void everybodyIsToldWhenItBeginsAndEnds() throws Exception {
        add("first", Map.of());
        failFiveTimes();
        now = now.plusSeconds(60);
        broken = false;
        assertThat(ask()).isEqualTo(new Answer.Given<>("name", "first"));
        assertThat(events.subList(5, 7))
                .containsExactly(
                        new MailEvent.PluginChanged(
                                now.minusSeconds(60),
                                "plugin/1.0",
                                "suspended",
                                "Names 'first': for 1 min, 5 failures in a row, the last: threw"
                                        + " java.lang.IllegalStateException: broken"),
                        new MailEvent.PluginChanged(
                                now,
                                "plugin/1.0",
                                "resumed",
                                "Names 'first': a call was answered"));
        assertThat(chain.hooks().getFirst().isSuspended()).isFalse();
    }

    @Test
    void anOperatorResumesAllOfAPluginAndNoOther() throws Exception {
        add("first", Map.of());
        failFiveTimes();
        assertThat(host.figures())
                .singleElement()
                .satisfies(
                        figures -> {
                            assertThat(figures.suspendedUntil()).hasValue(now.plusSeconds(60));
                            assertThat(figures.calls()).isEqualTo(5);
                            assertThat(figures.errors()).isEqualTo(5);
                            assertThat(figures.lastTrouble()).contains("broken");
                        });
        assertThat(host.resume("other")).isFalse();
        assertThat(host.resume("plugin")).isTrue();
        assertThat(host.resume("plugin")).isFalse();
        broken = false;
        assertThat(ask()).isEqualTo(new Answer.Given<>("name", "first"));
        assertThat(host.figures())
                .singleElement()
                .extracting(HookFigures::answers)
                .isEqualTo(Map.of("String", 1L));
    }

    @Test
    void aListenerIsPassedOver() throws Exception {
        HookChain<MailEventListener> listeners = HookChain.of(host, MailEventListener.class, LIMIT);
        listeners.add(
                _ -> {
                    calls++;
                    throw new IllegalStateException("broken");
                },
                new Source("plugin", "1.0", 1, 1),
                new HashMap<>());
        for (int i = 0; i < 10; i++) {
            listeners
                    .hooks()
                    .getFirst()
                    .run(
                            one -> {
                                one.onEvent(null);
                                return true;
                            });
        }
        assertThat(calls).isEqualTo(5);
    }

    @Test
    void suspensionIsOneForAllChains() throws Exception {
        add("first", Map.of());
        failFiveTimes();
        HookChain<Names> other = HookChain.of(host, Names.class, LIMIT);
        other.add(this::name, new Source("plugin", "1.0", 1, 1), named("first", Map.of()));
        assertThat(other.first(Names::name, _ -> false)).isInstanceOf(Answer.Trouble.class);
        assertThat(calls).isEqualTo(5);
        assertThat(host.figures()).hasSize(1);
    }

    private void failFiveTimes() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            assertThat(ask()).isInstanceOf(Answer.Trouble.class);
        }
    }

    private Answer<String> ask() throws InterruptedException {
        return chain.first(Names::name, _ -> false);
    }

    private void add(String name, Map<String, Object> properties) {
        chain.add(this::name, new Source("plugin", "1.0", 1, 1), named(name, properties));
    }

    private static Map<String, Object> named(String name, Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("postern.name", name);
        return all;
    }

    private String name() {
        calls++;
        if (broken) {
            throw new IllegalStateException("broken");
        }
        return "name";
    }
}
