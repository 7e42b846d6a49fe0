// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.postern.api.event.MailEvent;
import io.postern.api.event.MailEventListener;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** What every {@link MailEventListener} must obey. Implement it in the listener's test. */
public interface MailEventListenerContract {
    /** The listener under test. */
    MailEventListener listener();

    /** Also of those that came after it was written, and with whatever clients said in them. */
    @Test
    default void takesEveryKindOfEvent() {
        MailEventListener listener = listener();
        for (MailEvent event : TestEvents.all()) {
            assertThatCode(() -> listener.onEvent(event))
                    .as(event.getClass().getSimpleName())
                    .doesNotThrowAnyException();
        }
    }

    /** One that falls behind loses events: waiting for somebody else is for a thread of its own. */
    @Test
    default void keepsUp() throws InterruptedException {
        MailEventListener listener = listener();
        for (MailEvent event : TestEvents.all()) {
            listener.onEvent(event); // what is loaded once doesn't count
        }
        long start = System.nanoTime();
        for (MailEvent event : TestEvents.all()) {
            listener.onEvent(event);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    default void comesBackWhenInterrupted() throws InterruptedException {
        MailEventListener listener = listener();

        ManyThreads.callInterrupted(
                () -> {
                    listener.onEvent(TestEvents.all().getFirst());
                    return true;
                });
    }
}
