// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One client of a {@link Sink}. Commands are answered in the order they come in, and what came
 * together is answered together.
 */
final class SinkSession implements Loop.Party {
    private static final int LONGEST_LINE = 4096;

    /** How many octets of a client may be on their way. */
    private static final int MOST_TRAVELLING = 1 << 20;

    private static final Pattern BDAT =
            Pattern.compile("BDAT (\\d{1,18})( LAST)?\\s*", Pattern.CASE_INSENSITIVE);
    private static final byte[] NOTHING = new byte[0];

    private final SinkLoop loop;
    private final SocketChannel channel;
    private final ContentScanner content = new ContentScanner();
    private final RecipientNumbers recipients = new RecipientNumbers();
    private final byte[] line = new byte[LONGEST_LINE];
    private ByteBuffer out = ByteBuffer.allocateDirect(2048);
    private Wire wire;
    private @Nullable SelectionKey key;
    private int lineLength;
    private boolean open = true;
    private boolean secured;

    private Reads reads = Reads.COMMANDS;
    private long chunkLeft;
    private boolean chunkLast;
    private boolean contentBegun;

    /** What came behind a message whose answer is delayed. */
    private byte[] held = NOTHING;

    private boolean thinking;

    /** How many octets are on their way, where the sink is far off. */
    private int travelling;

    private boolean quitting;

    private enum Reads {
        COMMANDS,
        DATA,
        CHUNK
    }

    SinkSession(SinkLoop loop, SocketChannel channel) {
        this.loop = loop;
        this.channel = channel;
        wire = new PlainWire(channel);
    }

    /** Greets. */
    void begin(SelectionKey registered) {
        key = registered;
        if (!loop.travels(this::greet)) {
            greet();
        }
    }

    private void greet() {
        answer(SinkReplies.GREETING);
        flush();
    }

    @Override
    public void ready() {
        try {
            if (out.position() > 0 || wire.isFull()) {
                push();
            }
            int count = isReading() ? loop.read(wire) : 0;
            if (count < 0) {
                close();
            } else if (count > 0 && !travels(count)) {
                take(loop.octets(), 0, count);
            }
        } catch (IOException _) {
            close();
        }
        flush();
    }

    private boolean isReading() {
        return !thinking && !wire.isFull() && travelling < MOST_TRAVELLING;
    }

    private boolean travels(int count) {
        if (!loop.isDistant()) {
            return false;
        }
        byte[] octets = Arrays.copyOf(loop.octets(), count);
        travelling += count;
        return loop.travels(() -> arrive(octets));
    }

    private void arrive(byte[] octets) {
        travelling -= octets.length;
        if (thinking) {
            int length = held.length;
            held = Arrays.copyOf(held, length + octets.length);
            System.arraycopy(octets, 0, held, length, octets.length);
            return;
        }
        takeLater(octets);
    }

    /** The delayed answer is due. */
    private void answerNow() {
        if (!open) {
            return;
        }
        thinking = false;
        finishMessage();
        byte[] rest = held;
        held = NOTHING;
        takeLater(rest);
    }

    private void takeLater(byte[] octets) {
        try {
            take(octets, 0, octets.length);
        } catch (IOException _) {
            close();
        }
        flush();
    }

    private void take(byte[] octets, int start, int end) throws IOException {
        int at = start;
        while (at < end && open && !thinking && !quitting) {
            at =
                    switch (reads) {
                        case COMMANDS -> takeCommand(octets, at, end);
                        case DATA -> takeData(octets, at, end);
                        case CHUNK -> takeChunk(octets, at, end);
                    };
        }
        if (thinking && at < end) {
            held = Arrays.copyOfRange(octets, at, end);
        }
    }

    private int takeData(byte[] octets, int start, int end) {
        int at = content.data(octets, start, end);
        if (at < 0) {
            return end;
        }
        reads = Reads.COMMANDS;
        endMessage();
        return at;
    }

    private int takeChunk(byte[] octets, int start, int end) {
        int count = (int) Math.min(end - start, chunkLeft);
        content.chunk(octets, start, start + count);
        chunkLeft -= count;
        if (chunkLeft == 0) {
            endChunk();
        }
        return start + count;
    }

    private void endChunk() {
        reads = Reads.COMMANDS;
        if (recipients.size() == 0) {
            answer(SinkReplies.BAD_SEQUENCE);
        } else if (chunkLast) {
            endMessage();
        } else {
            answer(SinkReplies.OK);
        }
    }

    private int takeCommand(byte[] octets, int start, int end) throws IOException {
        int at = start;
        while (at < end) {
            byte octet = octets[at++];
            if (octet == '\n') {
                int length =
                        lineLength > 0 && line[lineLength - 1] == '\r'
                                ? lineLength - 1
                                : lineLength;
                lineLength = 0;
                return command(length) ? at : end;
            }
            if (lineLength == LONGEST_LINE) {
                close();
                return end;
            }
            line[lineLength++] = octet;
        }
        return at;
    }

    /** Does what the line says; false where what came behind it doesn't count. */
    private boolean command(int length) throws IOException {
        switch (SinkReplies.verb(line, length)) {
            case SinkReplies.EHLO -> answer(loop.extensions(secured));
            case SinkReplies.MAIL -> {
                reset();
                answer(SinkReplies.OK);
            }
            case SinkReplies.RCPT -> recipient(length);
            case SinkReplies.DATA -> data();
            case SinkReplies.BDAT -> chunk(length);
            case SinkReplies.RSET -> {
                reset();
                answer(SinkReplies.OK);
            }
            case SinkReplies.HELO, SinkReplies.NOOP -> answer(SinkReplies.OK);
            case SinkReplies.AUTH -> answer(SinkReplies.LOGGED_IN);
            case SinkReplies.STARTTLS -> {
                return !startTls();
            }
            case SinkReplies.QUIT -> {
                answer(SinkReplies.BYE);
                quitting = true;
            }
            default -> answer(SinkReplies.UNKNOWN);
        }
        return true;
    }

    private void reset() {
        recipients.clear();
        contentBegun = false;
    }

    private void recipient(int length) {
        if (recipients.size() == Addresses.MOST_RECIPIENTS) {
            answer(SinkReplies.TOO_MANY);
            return;
        }
        recipients.add(RecipientNumbers.in(line, length));
        answer(SinkReplies.OK);
    }

    private void data() {
        if (recipients.size() == 0) {
            answer(SinkReplies.BAD_SEQUENCE);
            return;
        }
        content.begin();
        reads = Reads.DATA;
        answer(SinkReplies.GO_AHEAD);
    }

    private void chunk(int length) {
        Matcher bdat = BDAT.matcher(new String(line, 0, length, StandardCharsets.US_ASCII));
        if (!bdat.matches()) {
            answer(SinkReplies.UNKNOWN);
            return;
        }
        chunkLeft = Long.parseLong(bdat.group(1));
        chunkLast = bdat.group(2) != null;
        reads = Reads.CHUNK;
        if (!contentBegun) {
            content.begin();
            contentBegun = true;
        }
        if (chunkLeft == 0) {
            endChunk();
        }
    }

    private boolean startTls() throws IOException {
        if (secured || !loop.offersTls()) {
            answer(SinkReplies.UNKNOWN);
            return false;
        }
        answer(SinkReplies.GO_AHEAD_TLS);
        flush();
        wire = loop.secure(channel);
        secured = true;
        return true;
    }

    private void endMessage() {
        if (loop.delays(this::answerNow)) {
            thinking = true;
        } else {
            finishMessage();
        }
    }

    private void finishMessage() {
        switch (loop.judge(content, recipients)) {
            case TAKEN -> answer(SinkReplies.TAKEN);
            case REJECTED -> answer(SinkReplies.REJECTED);
            case DEFERRED -> answer(SinkReplies.DEFERRED);
            case DROPPED -> close();
        }
        reset();
    }

    private void answer(byte[] reply) {
        if (out.remaining() < reply.length) {
            ByteBuffer bigger = ByteBuffer.allocateDirect(2 * (out.capacity() + reply.length));
            out = bigger.put(out.flip());
        }
        out.put(reply);
    }

    private void push() throws IOException {
        out.flip();
        wire.write(out);
        out.compact();
    }

    private void flush() {
        if (!open) {
            return;
        }
        try {
            if (out.position() > 0) {
                push();
            }
            if (quitting && out.position() == 0 && !wire.isFull()) {
                close();
            } else {
                interest();
            }
        } catch (IOException _) {
            close();
        }
    }

    private void interest() {
        int wanted = wire.isFull() ? SelectionKey.OP_WRITE : isReading() ? SelectionKey.OP_READ : 0;
        if (key != null && key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    void close() {
        if (open) {
            open = false;
            wire.close();
            loop.closed(this);
        }
    }
}
