// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import io.postern.api.mail.QueueId;
import io.postern.spool.Acceptance;
import io.postern.spool.Mail;
import io.postern.spool.Reception;
import io.postern.spool.Spool;
import io.postern.spool.SpoolOnDisk;
import io.postern.spool.SpooledMessage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The other process: takes mail, delivers, bounces and keeps some, so that segments fill up and
 * stragglers are relocated, until a step of the journal halts it. Says what it is about to do and
 * what it has done, a line each.
 */
final class CrashChild {
    private static final int SEGMENT = 300_000;
    private static final String KEPT = "kept by a test";
    private static final Duration LIFE = Duration.ofSeconds(60);

    private final Spool spool;
    private final Queue<SpooledMessage> toEnd = new ConcurrentLinkedQueue<>();

    private CrashChild(Spool spool) {
        this.spool = spool;
    }

    /** Arguments: folder and a seed. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (SpoolOnDisk opened = open(folder)) {
            new CrashChild(opened.spool()).work(Integer.parseInt(arguments[1]));
        }
    }

    static SpoolOnDisk open(Path folder) {
        return new SpoolOnDisk(new ChronicleJournalFactory(), folder, SEGMENT);
    }

    private void work(int firstSeed) throws InterruptedException {
        long end = System.nanoTime() + LIFE.toNanos();
        spool.consume(this::accepted);
        int seed = firstSeed;
        take(seed++, KEPT);
        while (System.nanoTime() < end) {
            take(seed++, "");
            for (var next = toEnd.poll(); next != null; next = toEnd.poll()) {
                end(next);
            }
        }
    }

    private void accepted(SpooledMessage message) {
        if (message.hold().isEmpty()) {
            toEnd.add(message);
        }
    }

    private void take(int seed, String hold) throws InterruptedException {
        Acceptance plain = Mail.acceptance("a");
        try (Reception reception = spool.receive()) {
            say("ASK", reception.id(), seed);
            Mail.write(reception, body(seed));
            reception.commit(
                    new Acceptance(plain.envelope(), plain.received(), plain.head(), 0, hold));
            say("ACK", reception.id(), seed);
        }
    }

    /** Octets of a message: mostly one record, now and then several. */
    static byte[] body(int seed) {
        return Mail.body(seed, seed % 5 == 4 ? 150_000 : 300 + seed % 7 * 5000);
    }

    /** Bounced or delivered. */
    private void end(SpooledMessage message) {
        QueueId id = message.id();
        say("END", id, 0);
        boolean isBounce = id.value().endsWith("B");
        if (isBounce || id.value().hashCode() % 3 != 0) {
            spool.record(id, Mail.delivered(0), List.of());
        } else {
            spool.record(id, Mail.failed(0), List.of(Mail.bounce(id + "B", Mail.body(9, 700))));
        }
    }

    private static void say(String what, QueueId id, int seed) {
        System.out.println(what + " " + id + " " + seed + " .");
    }
}
