// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.event.MailEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

@Timeout(20)
class HookTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final HookHost HOST = HookHost.alone();
    private final List<MailEvent> events = new CopyOnWriteArrayList<>();

    @Test
    void answerNamesTheHookThatGaveIt() throws Exception {
        Answer<String> answer = hook(text -> text + "!").call(h -> h.apply("yes"), LONG);
        assertThat(answer).isEqualTo(new Answer.Given<>("yes!", "echo"));
    }

    @Test
    void throwIsTroubleAndAnEventThatNamesThePlugin() throws Exception {
        Answer<String> answer =
                hook(text -> {
                            throw new IllegalStateException("broken");
                        })
                        .call(h -> h.apply(""), LONG);
        assertTrouble(answer, "broken");
    }

    @Test
    void errorIsTroubleToo() throws Exception {
        Answer<String> answer =
                hook(text -> {
                            throw new StackOverflowError("deep");
                        })
                        .call(h -> h.apply(""), LONG);
        assertTrouble(answer, "deep");
    }

    @Test
    void nullIsTrouble() throws Exception {
        assertTrouble(hook(text -> null).call(h -> h.apply(""), LONG), "null");
    }

    @Test
    void overrunIsTroubleAndInterruptsTheCall() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Answer<String> answer =
                hook(text -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException _) {
                                interrupted.countDown();
                            }
                            return text;
                        })
                        .call(h -> h.apply(""), Duration.ofMillis(50));
        assertTrouble(answer, "50 ms");
        interrupted.await();
    }

    @Test
    void overrunThatIgnoresTheInterruptDoesNotHoldTheCaller() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Answer<String> answer =
                hook(text -> {
                            while (!stop.get()) {
                                Thread.yield();
                            }
                            return text;
                        })
                        .call(h -> h.apply(""), Duration.ofMillis(50));
        stop.set(true);
        assertTrouble(answer, "50 ms");
    }

    @Test
    void theThreadOfACallIsThePluginsByItsClassLoader() throws Exception {
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        UnaryOperator<String> own = text -> text;
        List<ClassLoader> seen = new CopyOnWriteArrayList<>();
        hook(own).call(_ -> seen.add(Thread.currentThread().getContextClassLoader()), LONG);
        hook(own).run(_ -> seen.add(Thread.currentThread().getContextClassLoader()));
        ClassLoader loader = own.getClass().getClassLoader();
        assertThat(seen).containsExactly(loader, loader);
        assertThat(Thread.currentThread().getContextClassLoader())
                .isEqualTo(ClassLoader.getPlatformClassLoader());
    }

    @Test
    void whatTheCallerHasInThreadLocalsIsNotThePlugins() throws Exception {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        local.set("core");
        Answer<Boolean> answer = hook(text -> text).call(_ -> local.get() == null, LONG);
        assertThat(answer).isEqualTo(new Answer.Given<>(true, "echo"));
    }

    @Test
    void drainWaitsForTheCallUnderWayAndRefusesLaterOnes() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Member<UnaryOperator<String>> hook =
                member(
                        text -> {
                            entered.countDown();
                            try {
                                release.await();
                            } catch (InterruptedException _) {
                                return "interrupted";
                            }
                            return text;
                        });
        List<Answer<String>> answers = new CopyOnWriteArrayList<>();
        Thread caller = Thread.ofVirtual().start(() -> answers.add(ask(hook)));
        entered.await();
        assertThat(hook.drain(Duration.ofMillis(20))).isFalse();
        assertThat(ask(hook)).isNull();
        release.countDown();
        assertThat(hook.drain(LONG)).isTrue();
        caller.join();
        await().untilAsserted(
                        () ->
                                assertThat(answers)
                                        .containsExactly(new Answer.Given<>("first", "echo")));
    }

    private static Answer<String> ask(Member<UnaryOperator<String>> hook) {
        try {
            return hook.call(h -> h.apply("first"), LONG);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private Hook<UnaryOperator<String>> hook(UnaryOperator<String> service) {
        Member<UnaryOperator<String>> member = member(service);
        Place<UnaryOperator<String>> place = new Place<>(member.state().key(), HOST);
        place.add(member);
        return new Hook<>(place, member, Subject.NONE);
    }

    private Member<UnaryOperator<String>> member(UnaryOperator<String> service) {
        HookHost host = new HookHost(events::add, Clock.systemUTC());
        Source source = new Source("plugin", "1.0", 0, 0);
        HookInfo info = new HookInfo("Operator", "echo", "", "plugin/1.0", 0, Map.of());
        return new Member<>(service, host.states().hold(UnaryOperator.class, source, info), host);
    }

    private void assertTrouble(Answer<String> answer, String reason) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Trouble.class,
                        trouble -> assertThat(trouble.status().code()).isEqualTo("4.3.0"));
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        MailEvent.HookFailed.class,
                        failed -> {
                            assertThat(failed.plugin()).isEqualTo("plugin/1.0");
                            assertThat(failed.reason()).contains(reason);
                        });
    }
}
