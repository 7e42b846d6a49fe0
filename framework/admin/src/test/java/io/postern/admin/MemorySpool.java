// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A spool that only takes mail in, and shows what it took. */
final class MemorySpool implements Spool {
    private final List<Taken> taken = new ArrayList<>();
    private boolean full;
    private String trouble = "";
    private SpoolStatus.Space space = SpoolStatus.Space.AMPLE;

    /** What was committed. */
    record Taken(Acceptance acceptance, byte[] octets) {
        String text() {
            return new String(acceptance.head(), StandardCharsets.UTF_8)
                    + new String(octets, StandardCharsets.UTF_8);
        }
    }

    List<Taken> taken() {
        return taken;
    }

    void fill() {
        full = true;
    }

    /** From now on there is so much room. */
    void space(SpoolStatus.Space now) {
        space = now;
    }

    void failFor(String why) {
        trouble = why;
    }

    @Override
    public Reception receive(long announced) {
        requireRoom(announced, Standing.KNOWN);
        return new MemoryReception();
    }

    @Override
    public void requireRoom(long octets, Standing standing) {
        if (full) {
            throw new SpoolFullException("no room on the disk");
        }
    }

    @Override
    public void consume(SpoolConsumer consumer) {}

    @Override
    public void record(QueueId id, List<RecipientChange> changes, List<Bounce> bounces) {}

    @Override
    public boolean hold(QueueId id, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean release(QueueId id) {
        return false;
    }

    @Override
    public Optional<SpooledMessage> find(QueueId id) {
        return Optional.empty();
    }

    @Override
    public boolean takesOutcomes() {
        return true;
    }

    @Override
    public int unfinished() {
        return taken.size();
    }

    @Override
    public SpoolStatus status() {
        return new SpoolStatus(taken.size(), 2, 4096, 1 << 30, trouble, space, "3 unfinished");
    }

    private final class MemoryReception implements Reception {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

        @Override
        public QueueId id() {
            return new QueueId("ID" + (taken.size() + 1));
        }

        @Override
        public void write(ByteBuffer more) {
            byte[] copy = new byte[more.remaining()];
            more.get(copy);
            octets.writeBytes(copy);
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
            taken.add(new Taken(acceptance, octets.toByteArray()));
        }

        @Override
        public void close() {}
    }
}
