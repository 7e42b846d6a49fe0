// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A jar as a stranger may have made it. Its central directory is read by ourselves, since the JDK
 * tells nothing of links and of entries that lie over each other; no more than the directory is
 * believed before each octet was looked at. Used by one thread.
 */
final class Archive implements AutoCloseable {
    /** Of a file. */
    static final long LARGEST = 64L << 20;

    private static final int MOST_ENTRIES = 20_000;
    private static final long MOST_UNPACKED = 256L << 20;

    /** More than any class or text shrinks by; a bomb does by a thousand. */
    private static final long MOST_RATIO = 200;

    /** What a small jar may unpack to whatever its ratio. */
    private static final long HARMLESS = 1L << 20;

    private static final int END_SIZE = 22;
    private static final int END = 0x06054b50;
    private static final int DIRECTORY = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int DIRECTORY_SIZE = 46;
    private static final int LOCAL_SIZE = 30;
    private static final int ZIP64 = 0xffff;

    private final FileChannel channel;
    private final List<Entry> entries;

    private Archive(FileChannel channel, List<Entry> entries) {
        this.channel = channel;
        this.entries = entries;
    }

    /**
     * Reads the directory, and refuses what no honest jar has in it.
     *
     * @throws Refusal where it is no jar, or a hostile one
     */
    static Archive open(Path file) throws IOException, Refusal {
        FileChannel channel = FileChannel.open(file);
        Archive archive = null;
        try {
            archive = new Archive(channel, directory(channel));
            archive.check();
            return archive;
        } catch (Refusal refused) {
            channel.close();
            throw refused;
        }
    }

    /** In the order of the directory. */
    List<Entry> entries() {
        return entries;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static List<Entry> directory(FileChannel channel) throws IOException, Refusal {
        if (channel.size() > LARGEST) {
            throw new Refusal("it is larger than " + (LARGEST >> 20) + " MiB");
        }
        int tail = (int) Math.min(channel.size(), END_SIZE + 0xffff);
        ByteBuffer buffer = read(channel, channel.size() - tail, tail);
        int end = tail - END_SIZE;
        while (end >= 0 && !isEnd(buffer, end)) {
            end--;
        }
        if (end < 0) {
            throw new Refusal("it is no jar, or the end of it is missing");
        }
        int count = Short.toUnsignedInt(buffer.getShort(end + 10));
        long size = Integer.toUnsignedLong(buffer.getInt(end + 12));
        long offset = Integer.toUnsignedLong(buffer.getInt(end + 16));
        boolean split = buffer.getInt(end + 4) != 0 || count == ZIP64;
        if (split || offset + size != channel.size() - tail + end) {
            throw new Refusal("it is a broken jar: its directory isn't where its end says");
        }
        if (count > MOST_ENTRIES) {
            throw new Refusal("it has more than " + MOST_ENTRIES + " entries");
        }
        return entries(read(channel, offset, (int) size), count);
    }

    private static boolean isEnd(ByteBuffer buffer, int at) {
        return buffer.getInt(at) == END
                && at + END_SIZE + Short.toUnsignedInt(buffer.getShort(at + 20)) == buffer.limit();
    }

    private static List<Entry> entries(ByteBuffer directory, int count) throws Refusal {
        List<Entry> entries = new ArrayList<>();
        while (directory.remaining() >= DIRECTORY_SIZE) {
            int at = directory.position();
            int name = Short.toUnsignedInt(directory.getShort(at + 28));
            int more =
                    Short.toUnsignedInt(directory.getShort(at + 30))
                            + Short.toUnsignedInt(directory.getShort(at + 32));
            if (directory.getInt(at) != DIRECTORY
                    || directory.remaining() < DIRECTORY_SIZE + name + more) {
                throw new Refusal("it is a broken jar: its directory can't be read");
            }
            entries.add(
                    new Entry(
                            name(directory.slice(at + DIRECTORY_SIZE, name)),
                            directory.getShort(at + 8),
                            directory.getShort(at + 10),
                            directory.getInt(at + 16),
                            Integer.toUnsignedLong(directory.getInt(at + 20)),
                            Integer.toUnsignedLong(directory.getInt(at + 24)),
                            Integer.toUnsignedLong(directory.getInt(at + 42)),
                            directory.get(at + 5) == 3 ? directory.getInt(at + 38) >>> 28 : 0));
            directory.position(at + DIRECTORY_SIZE + name + more);
        }
        if (directory.hasRemaining() || entries.size() != count) {
            throw new Refusal("it is a broken jar: its directory has another length than it says");
        }
        return entries;
    }

    private static String name(ByteBuffer octets) throws Refusal {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
        } catch (CharacterCodingException _) {
            throw new Refusal("the name of an entry isn't UTF-8");
        }
    }

    private void check() throws Refusal {
        Map<String, String> seen = new HashMap<>();
        long unpacked = 0;
        for (Entry entry : entries) {
            entry.check();
            String twin = seen.put(entry.key(), entry.name());
            if (twin != null) {
                throw new Refusal(
                        twin.equals(entry.name())
                                ? "it has two entries " + twin
                                : "its entries %s and %s are one on some disks"
                                        .formatted(twin, entry.name()));
            }
            unpacked += entry.size();
        }
        if (unpacked > MOST_UNPACKED) {
            throw new Refusal("it unpacks to more than " + (MOST_UNPACKED >> 20) + " MiB");
        }
        long packed = entries.stream().mapToLong(Entry::packed).sum();
        if (unpacked > HARMLESS && unpacked / MOST_RATIO > packed) {
            throw new Refusal("it unpacks to more than " + MOST_RATIO + " times its size");
        }
        List<Entry> byPlace =
                entries.stream().sorted(Comparator.comparingLong(Entry::offset)).toList();
        for (int i = 1; i < byPlace.size(); i++) {
            Entry before = byPlace.get(i - 1);
            if (before.offset() + LOCAL_SIZE + before.packed() > byPlace.get(i).offset()) {
                throw new Refusal("its entry " + before.name() + " lies over another");
            }
        }
    }

    /**
     * Unpacks an entry, and sees that it has the length and the checksum of the directory.
     *
     * @throws Refusal where it hasn't
     */
    void copy(Entry entry, OutputStream to) throws IOException, Refusal {
        if (entry.offset() + LOCAL_SIZE > channel.size()) {
            throw entry.broken();
        }
        ByteBuffer local = read(channel, entry.offset(), LOCAL_SIZE);
        int name = Short.toUnsignedInt(local.getShort(26));
        int extra = Short.toUnsignedInt(local.getShort(28));
        long start = entry.offset() + LOCAL_SIZE + name + extra;
        if (local.getInt(0) != LOCAL || start + entry.packed() > channel.size()) {
            throw entry.broken();
        }
        String own = name(read(channel, entry.offset() + LOCAL_SIZE, name));
        if (!own.equals(entry.name())) {
            throw new Refusal("its entry " + entry.name() + " calls itself " + own);
        }
        Counted out = new Counted(to, entry);
        if (entry.method() == 0) {
            store(start, entry, out);
        } else {
            inflate(start, entry, out);
        }
        out.finish();
    }

    private void store(long start, Entry entry, Counted out) throws IOException, Refusal {
        long left = entry.packed();
        while (left > 0) {
            int length = (int) Math.min(left, 1 << 16);
            out.write(read(channel, start + entry.packed() - left, length).array(), length);
            left -= length;
        }
    }

    private void inflate(long start, Entry entry, Counted out) throws IOException, Refusal {
        try (Inflater inflater = new Inflater(true)) {
            byte[] unpacked = new byte[1 << 16];
            long left = entry.packed();
            while (!inflater.finished()) {
                if (inflater.needsInput()) {
                    if (left == 0) {
                        throw entry.broken();
                    }
                    int length = (int) Math.min(left, 1 << 16);
                    inflater.setInput(read(channel, start + entry.packed() - left, length));
                    left -= length;
                }
                out.write(unpacked, inflater.inflate(unpacked));
            }
        } catch (DataFormatException _) {
            throw entry.broken();
        }
    }

    private static ByteBuffer read(FileChannel channel, long from, int length)
            throws IOException, Refusal {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new Refusal("it is a broken jar: it ends too early");
            }
        }
        return buffer.flip();
    }

    /** Writes, and sees that an entry keeps to its word. */
    private static final class Counted {
        private final OutputStream to;
        private final Entry entry;
        private final CRC32 checksum = new CRC32();
        private long written;

        Counted(OutputStream to, Entry entry) {
            this.to = to;
            this.entry = entry;
        }

        void write(byte[] octets, int length) throws IOException, Refusal {
            written += length;
            if (written > entry.size()) {
                throw new Refusal("its entry " + entry.name() + " is longer than it says");
            }
            checksum.update(octets, 0, length);
            to.write(octets, 0, length);
        }

        void finish() throws Refusal {
            if (written != entry.size() || (int) checksum.getValue() != entry.checksum()) {
                throw entry.broken();
            }
        }
    }
}
