// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.spool.Mail;
import io.postern.spool.Reception;
import io.postern.spool.Spool;
import io.postern.spool.SpoolOnDisk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The other process: takes mail until it dies, or streams one that is larger than its heap. */
final class SpoolChild {
    private static final int SENDERS = 8;
    private static final int PIECE = 50_000;

    private SpoolChild() {}

    /** Arguments: folder, {@code die} or {@code stream}, and a seed or a number of pieces. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int number = Integer.parseInt(arguments[2]);
        SpoolOnDisk opened = new SpoolOnDisk(new ChronicleJournalFactory(), folder, 4 << 20);
        if (arguments[1].equals("die")) {
            die(opened.spool(), number);
        } else {
            stream(opened.spool(), number);
            opened.close();
        }
    }

    private static void die(Spool spool, int seed) throws InterruptedException {
        AtomicInteger next = new AtomicInteger(seed);
        CountDownLatch first = new CountDownLatch(1);
        for (int i = 0; i < SENDERS; i++) {
            Thread.ofVirtual().start(() -> send(spool, next, first));
        }
        first.await();
        LockSupport.parkNanos(new Random(seed).nextInt(900) * 1_000_000L);
        Runtime.getRuntime().halt(137);
    }

    private static void send(Spool spool, AtomicInteger next, CountDownLatch first) {
        while (true) {
            int seed = next.incrementAndGet();
            QueueId id = Mail.accept(spool, body(seed), Mail.acceptance("a"));
            System.out.println("ACK " + id + " " + seed);
            first.countDown();
        }
    }

    static byte[] body(int seed) {
        return Mail.body(seed, seed % 10 == 0 ? 150_000 : 500 + seed % 3000);
    }

    private static void stream(Spool spool, int pieces) throws Exception {
        QueueId id;
        try (Reception reception = spool.receive()) {
            for (int i = 0; i < pieces; i++) {
                reception.write(ByteBuffer.wrap(Mail.body(i, PIECE)));
            }
            reception.commit(Mail.acceptance("a"));
            id = reception.id();
        }
        compare(spool.find(id).orElseThrow().message(), pieces);
        System.out.println("SAME");
    }

    private static void compare(Message message, int pieces) throws IOException {
        try (InputStream content = message.content()) {
            require(Arrays.equals(content.readNBytes(Mail.HEAD.length), Mail.HEAD));
            for (int i = 0; i < pieces; i++) {
                require(Arrays.equals(content.readNBytes(PIECE), Mail.body(i, PIECE)));
            }
            require(content.read() < 0);
        }
    }

    private static void require(boolean right) {
        if (!right) {
            throw new IllegalStateException("not the same");
        }
    }
}
