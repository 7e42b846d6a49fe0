// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.spool.Acceptance;
import io.postern.spool.Bounce;
import io.postern.spool.Reception;
import io.postern.spool.RecipientChange;
import io.postern.spool.Spool;
import io.postern.spool.SpoolConsumer;
import io.postern.spool.SpoolStatus;
import io.postern.spool.SpooledMessage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The spool of a pretended session: has room when the real one has, lets policies read the message,
 * and forgets it.
 *
 * @param real asked for room and nothing else
 */
record PretendSpool(Spool real) implements Spool {
    private static final QueueId ID = new QueueId("pretended");

    @Override
    public Reception receive(long announced) {
        return new Forgetful();
    }

    @Override
    public void requireRoom(long octets, Standing standing) {
        real.requireRoom(octets, standing);
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
        return false;
    }

    @Override
    public boolean release(QueueId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean takesOutcomes() {
        return real.takesOutcomes();
    }

    @Override
    public Optional<SpooledMessage> find(QueueId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int unfinished() {
        return real.unfinished();
    }

    @Override
    public SpoolStatus status() {
        return real.status();
    }

    /** Takes a message that was in memory before, since who pretends has handed it over whole. */
    private static final class Forgetful implements Reception {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

        @Override
        public QueueId id() {
            return ID;
        }

        @Override
        public void write(ByteBuffer chunk) {
            byte[] copy = new byte[chunk.remaining()];
            chunk.get(copy);
            octets.writeBytes(copy);
        }

        @Override
        public long size() {
            return octets.size();
        }

        @Override
        public Message message() {
            return new Pretended(octets.toByteArray());
        }

        @Override
        public void commit(Acceptance acceptance) {
            octets.reset();
        }

        @Override
        public void close() {
            octets.reset();
        }
    }

    private record Pretended(byte[] octets) implements Message {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public List<HeaderField> headers() {
            HeaderScan scan = new HeaderScan();
            scan.scan(ByteBuffer.wrap(octets));
            return HeaderSection.parse(Arrays.copyOf(octets, (int) scan.length())).unfolded();
        }

        @Override
        public boolean isEightBit() {
            for (byte octet : octets) {
                if (octet < 0) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public InputStream content() {
            return new ByteArrayInputStream(octets);
        }
    }
}
