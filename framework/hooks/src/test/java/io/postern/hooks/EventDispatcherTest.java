// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.event.MailEvent;
import io.postern.api.event.MailEventListener;
import io.postern.api.mail.QueueId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

@Timeout(20)
class EventDispatcherTest {
    private final List<MailEvent> heard = new CopyOnWriteArrayList<>();

    @Test
    void listenersHearEventsInOrderAndStopHandsOverTheRest() throws Exception {
        EventDispatcher dispatcher = dispatcher(100, heard::add);
        for (int i = 0; i < 50; i++) {
            dispatcher.publish(finished(i));
        }
        dispatcher.stop();
        assertThat(heard).hasSize(50);
        assertThat(heard.getFirst()).isEqualTo(finished(0));
        assertThat(heard.getLast()).isEqualTo(finished(49));
    }

    @Test
    void aListenerThatThrowsKeepsNobodyElseFromHearing() throws Exception {
        EventDispatcher dispatcher =
                dispatcher(
                        10,
                        _ -> {
                            throw new IllegalStateException("broken");
                        },
                        heard::add);
        dispatcher.publish(finished(1));
        dispatcher.stop();
        assertThat(heard).containsExactly(finished(1));
    }

    @Test
    void aListenerThatIsTooSlowLosesEventsAndNeverBlocksMail() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        EventDispatcher dispatcher =
                dispatcher(
                        2,
                        _ -> {
                            entered.countDown();
                            release.await();
                        });
        dispatcher.publish(finished(0));
        entered.await();
        for (int i = 1; i < 6; i++) {
            dispatcher.publish(finished(i));
        }
        assertThat(dispatcher.dropped()).isEqualTo(3);
        release.countDown();
        dispatcher.stop();
    }

    private static EventDispatcher dispatcher(int length, MailEventListener... listeners) {
        return new EventDispatcher(
                HookChain.of(MailEventListener.class, Duration.ofSeconds(5), List.of(listeners)),
                length);
    }

    private static MailEvent finished(int i) {
        return new MailEvent.Finished(Instant.EPOCH, new QueueId("id" + i));
    }
}
