// SPDX-License-Identifier: Apache-2.0
package io.postern.testserver;

import io.postern.api.event.MailEvent;
import io.postern.api.event.MailEventListener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps what happens. Safe for many threads. */
final class Events implements MailEventListener {
    private final List<MailEvent> all = new ArrayList<>();

    @Override
    public synchronized void onEvent(MailEvent event) {
        all.add(event);
        notifyAll();
    }

    synchronized List<MailEvent> all() {
        return List.copyOf(all);
    }

    synchronized <E extends MailEvent> List<E> await(Class<E> type, int n, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        List<E> found = of(type);
        while (found.size() < n) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError(
                        "%d events %s within %s, not %d; all: %s"
                                .formatted(found.size(), type.getSimpleName(), patience, n, all));
            }
            wait(left);
            found = of(type);
        }
        return found;
    }

    private <E extends MailEvent> List<E> of(Class<E> type) {
        return all.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
