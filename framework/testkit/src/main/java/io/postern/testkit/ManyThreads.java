// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a call in threads of its own, as the core would; for contract tests. */
final class ManyThreads {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ManyThreads() {}

    /** Calls from n virtual threads at the same moment; all results, or the first failure. */
    static <T> List<T> call(int n, Callable<T> call) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<FutureTask<T>> tasks = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            FutureTask<T> task =
                    new FutureTask<>(
                            () -> {
                                start.await();
                                return call.call();
                            });
            tasks.add(task);
            Thread.ofVirtual().start(task);
        }
        start.countDown();
        List<T> results = new ArrayList<>();
        for (FutureTask<T> task : tasks) {
            results.add(result(task));
        }
        return results;
    }

    /**
     * Calls in a thread that is already interrupted: it has to return, or to throw
     * InterruptedException, soon.
     */
    static void callInterrupted(Callable<?> call) throws InterruptedException {
        FutureTask<Boolean> task =
                new FutureTask<>(
                        () -> {
                            Thread.currentThread().interrupt();
                            try {
                                call.call();
                            } catch (InterruptedException _) {
                                return true;
                            }
                            return false;
                        });
        Thread.ofVirtual().start(task);
        result(task);
    }

    private static <T> T result(FutureTask<T> task) throws InterruptedException {
        try {
            return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("threw " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("didn't return within " + PATIENCE, e);
        }
    }
}
