// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Engine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * One state of a script's files, compiled, with the workers that run it. Safe for many threads.
 *
 * <p>Open until it is closed: then it takes no more calls, answers those it has, and its workers
 * end. Switched off when too many of its threads were lost: then every call fails until the files
 * change.
 */
final class Generation {
    private static final Logger LOG = LoggerFactory.getLogger(Generation.class);

    private final String name;
    private final Engine engine;
    private final ScriptFiles files;
    private final Host host;
    private final Limits limits;
    private final Bulkhead bulkhead;
    private final LinkedBlockingQueue<Call<?>> queue;
    private final AtomicInteger idle = new AtomicInteger();
    private final AtomicInteger inHost = new AtomicInteger();

    /** Guarded by this, as are the next two. */
    private final Set<Worker> workers = new HashSet<>();

    private int started;
    private volatile boolean closed;
    private volatile boolean off;

    private Generation(
            String name,
            Engine engine,
            ScriptFiles files,
            Host host,
            Limits limits,
            Bulkhead bulkhead) {
        this.name = name;
        this.engine = engine;
        this.files = files;
        this.host = host;
        this.limits = limits;
        this.bulkhead = bulkhead;
        this.queue = new LinkedBlockingQueue<>(limits.waiting());
    }

    /**
     * Compiles the files. Throws {@link ScriptFailedException}, with file, line and column, where
     * they don't.
     */
    static Generation compile(
            String name,
            Engine engine,
            ScriptFiles files,
            Host host,
            Limits limits,
            Bulkhead bulkhead)
            throws InterruptedException {
        Generation made = new Generation(name, engine, files, host, limits, bulkhead);
        made.startWorker();
        boolean compiled = false;
        try {
            made.exports();
            compiled = true;
        } finally {
            if (!compiled) {
                made.close();
            }
        }
        for (int i = 1; i < limits.running(); i++) {
            made.startWorker();
        }
        return made;
    }

    /** The names of the functions and values that the script exports. */
    Set<String> exports() throws InterruptedException {
        Call<Set<String>> call = Call.loading(name, limits, Sandbox::exports);
        offer(call);
        return call.await();
    }

    /**
     * Asks a function of the script. Blocks for the answer. Null where this generation is closed:
     * ask the next.
     *
     * @param reader makes the hook's answer of the script's, on the worker's thread
     */
    <A> @Nullable A call(
            String function, Scope scope, List<View> arguments, Function<ScriptAnswer, A> reader)
            throws InterruptedException {
        String title = name + ": " + function;
        if (off) {
            throw new ScriptFailedException(title + ": switched off after too many lost threads");
        }
        Call<A> call =
                new Call<>(
                        title,
                        limits.time(),
                        limits,
                        sandbox -> reader.apply(sandbox.ask(function, arguments)));
        if (!offer(call)) {
            return null;
        }
        try {
            return call.await();
        } finally {
            scope.end();
        }
    }

    /** Does something in a sandbox. Blocks for the answer. Null where this generation is closed. */
    <A> @Nullable A run(String title, Function<Sandbox, A> body) throws InterruptedException {
        Call<A> call = new Call<>(title, limits.time(), limits, body);
        return offer(call) ? call.await() : null;
    }

    private synchronized boolean offer(Call<?> call) {
        if (closed) {
            return false;
        }
        if (!queue.offer(call)) {
            throw new ScriptFailedException(name + ": " + limits.waiting() + " calls are waiting");
        }
        growIfBusy();
        return true;
    }

    /** For a worker: the next call, or null when there will be none. */
    @Nullable Call<?> next() throws InterruptedException {
        idle.incrementAndGet();
        try {
            while (true) {
                long patience = closed ? 0 : Worker.IDLE_NANOS;
                Call<?> call = queue.poll(patience, TimeUnit.NANOSECONDS);
                if (call != null || closed) {
                    return call;
                }
            }
        } finally {
            idle.decrementAndGet();
        }
    }

    void enterHost() {
        inHost.incrementAndGet();
        synchronized (this) {
            if (!queue.isEmpty()) {
                growIfBusy();
            }
        }
    }

    void leaveHost() {
        inHost.decrementAndGet();
    }

    private synchronized void growIfBusy() {
        if (idle.get() == 0
                && workers.size() - inHost.get() < limits.running()
                && workers.size() < limits.threads()) {
            startWorker();
        }
    }

    private synchronized void startWorker() {
        Worker worker = new Worker(this, "script/" + name + "-" + started++);
        workers.add(worker);
        worker.start();
    }

    Sandbox newSandbox(Worker worker) {
        return new Sandbox(engine, files, host, limits, worker);
    }

    /** A worker's thread has ended. */
    synchronized void left(Worker worker) {
        workers.remove(worker);
    }

    /** A worker can't be stopped: another takes its place, until there have been too many. */
    synchronized void abandon(Worker worker) {
        workers.remove(worker);
        if (bulkhead.lost()) {
            off = true;
            LOG.error("script={} status=switched-off reason=\"too many lost threads\"", name);
        } else {
            LOG.error("script={} status=thread-lost", name);
            if (!closed) {
                startWorker();
            }
        }
    }

    /** Takes no more calls; the workers end when those they have are answered. */
    synchronized void close() {
        closed = true;
        for (int i = idle.get(); i > 0; i--) {
            // Where the queue is full nobody is idle.
            boolean _ = queue.offer(Call.nobody());
        }
    }

    /** After {@link #close}: waits for the workers to end, at most so long. */
    void awaitEnd(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        List<Worker> left;
        synchronized (this) {
            left = List.copyOf(workers);
        }
        for (Worker worker : left) {
            worker.join(Duration.ofNanos(Math.max(end - System.nanoTime(), 1)));
        }
    }

    String name() {
        return name;
    }

    Limits limits() {
        return limits;
    }
}
