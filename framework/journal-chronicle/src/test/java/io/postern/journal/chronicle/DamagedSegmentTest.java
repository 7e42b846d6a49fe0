// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.QueueId;
import io.postern.spool.Mail;
import io.postern.spool.Spool;
import io.postern.spool.SpoolOnDisk;
import io.postern.spool.SpoolUnavailableException;
import io.postern.spool.SpooledMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Whatever happens to a segment, recovery ends, and a body comes back unchanged or not at all. */
@Timeout(120)
class DamagedSegmentTest {
    private static final int ROUNDS = 40;
    private static final int MESSAGES = 12;

    @TempDir Path folder;

    private final Map<QueueId, byte[]> bodies = new HashMap<>();

    private enum Damage {
        FLIP,
        ZERO,
        GARBAGE,
        TAIL,
        TRUNCATE
    }

    @Test
    void noDamageStopsTheStartOrChangesABody() throws IOException {
        Path original = Files.createDirectory(folder.resolve("original"));
        Path segment = write(original);
        byte[] sound = Files.readAllBytes(segment);
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(round);
            Path copy = Files.createDirectory(folder.resolve("round" + round));
            Files.copy(original.resolve("key"), copy.resolve("key"));
            Path damaged = Files.write(copy.resolve(segment.getFileName()), sound);
            Damage damage = Damage.values()[round % Damage.values().length];
            damage(damaged, damage, random);
            check(copy, damage);
        }
    }

    /** A large message may be damaged by one bit; all the others must still be there. */
    private void check(Path copy, Damage damage) {
        int intact = 0;
        try (SpoolOnDisk opened = new SpoolOnDisk(new ChronicleJournalFactory(), copy)) {
            Spool spool = opened.spool();
            for (var body : bodies.entrySet()) {
                SpooledMessage message = spool.find(body.getKey()).orElse(null);
                intact += message != null && isIntact(message, body.getValue()) ? 1 : 0;
            }
            Mail.accept(spool, Mail.body(99, 1000), Mail.acceptance("after"));
        }
        if (damage == Damage.FLIP || damage == Damage.ZERO) {
            assertThat(intact).as("beside the damage").isGreaterThanOrEqualTo(MESSAGES - 6);
        }
        try (SpoolOnDisk again = new SpoolOnDisk(new ChronicleJournalFactory(), copy)) {
            assertThat(again.spool().status().messages()).isGreaterThanOrEqualTo(intact + 1);
        }
    }

    private static boolean isIntact(SpooledMessage message, byte[] body) {
        try {
            assertThat(Mail.read(message.message())).isEqualTo(Mail.headed(body));
            return true;
        } catch (SpoolUnavailableException damaged) {
            return false;
        }
    }

    private Path write(Path path) throws IOException {
        try (SpoolOnDisk opened = new SpoolOnDisk(new ChronicleJournalFactory(), path)) {
            for (int i = 0; i < MESSAGES; i++) {
                byte[] body = Mail.body(i, i % 4 == 3 ? 200_000 : 1500);
                bodies.put(Mail.accept(opened.spool(), body, Mail.acceptance("a", "b")), body);
            }
        }
        return path.resolve("0000000001.cq4");
    }

    private static void damage(Path file, Damage damage, Random random) throws IOException {
        try (RandomAccessFile octets = new RandomAccessFile(file.toFile(), "rw")) {
            long at = random.nextLong(octets.length());
            byte[] page = new byte[4096];
            octets.seek(at);
            switch (damage) {
                case FLIP -> {
                    int octet = octets.read();
                    octets.seek(at);
                    octets.write(octet ^ 1 << random.nextInt(8));
                }
                case ZERO -> octets.write(page);
                case GARBAGE -> {
                    random.nextBytes(page);
                    octets.write(page);
                }
                case TAIL -> octets.write(new byte[(int) (octets.length() - at)]);
                case TRUNCATE -> octets.setLength(at);
            }
        }
    }
}
