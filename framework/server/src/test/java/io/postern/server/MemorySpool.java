// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.spool.Acceptance;
import io.postern.spool.Bounce;
import io.postern.spool.Reception;
import io.postern.spool.RecipientChange;
import io.postern.spool.Spool;
import io.postern.spool.SpoolConsumer;
import io.postern.spool.SpoolFullException;
import io.postern.spool.SpoolStatus;
import io.postern.spool.SpooledMessage;
import io.postern.testkit.TestMessage;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A spool that keeps what was committed for a test to look at, and fails where the test says so.
 */
final class MemorySpool implements Spool {
    /** What was committed: the acceptance, and the whole message with its head. */
    record Accepted(QueueId id, Acceptance acceptance, byte[] octets) {
        String text() {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }

        /** The message as the client sent it, without our Received field. */
        String withoutTrace() {
            String text = text();
            int end = text.indexOf("\r\n", text.indexOf(";\r\n\t") + 3) + 2;
            return text.substring(end);
        }
    }

    final List<Accepted> accepted = new CopyOnWriteArrayList<>();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger largestWrite = new AtomicInteger();
    final AtomicLong written = new AtomicLong();
    volatile boolean lowOnSpace;
    volatile Runnable atRoom = () -> {};
    volatile Runnable atReceive = () -> {};
    volatile Runnable atWrite = () -> {};
    volatile Runnable atCommit = () -> {};
    private final AtomicInteger ids = new AtomicInteger();

    Accepted only() {
        if (accepted.size() != 1) {
            throw new AssertionError(accepted.size() + " messages were accepted");
        }
        return accepted.getFirst();
    }

    @Override
    public Reception receive(long announced) {
        atReceive.run();
        open.incrementAndGet();
        return new MemoryReception(new QueueId("q" + ids.incrementAndGet()));
    }

    @Override
    public void requireRoom(long octets, Standing standing) {
        atRoom.run();
        if (lowOnSpace && standing == Standing.STRANGER) {
            throw new SpoolFullException("strangers are put off");
        }
    }

    @Override
    public void consume(SpoolConsumer consumer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void record(QueueId id, List<RecipientChange> changes, List<Bounce> bounces) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hold(QueueId id, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean release(QueueId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<SpooledMessage> find(QueueId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean takesOutcomes() {
        return true;
    }

    @Override
    public int unfinished() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SpoolStatus status() {
        throw new UnsupportedOperationException();
    }

    private final class MemoryReception implements Reception {
        private final QueueId id;
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private boolean closed;

        MemoryReception(QueueId id) {
            this.id = id;
        }

        @Override
        public QueueId id() {
            return id;
        }

        @Override
        public void write(ByteBuffer chunk) {
            atWrite.run();
            written.addAndGet(chunk.remaining());
            largestWrite.accumulateAndGet(chunk.remaining(), Math::max);
            while (chunk.hasRemaining()) {
                octets.write(chunk.get());
            }
        }

        @Override
        public long size() {
            return octets.size();
        }

        @Override
        public Message message() {
            return TestMessage.of(octets.toByteArray());
        }

        @Override
        public void commit(Acceptance acceptance) {
            atCommit.run();
            byte[] written = octets.toByteArray();
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(acceptance.head());
            int skip = (int) acceptance.skip();
            whole.write(written, skip, written.length - skip);
            accepted.add(new Accepted(id, acceptance, whole.toByteArray()));
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}
