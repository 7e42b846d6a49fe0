// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;

import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SinkMessage;
import io.postern.testkit.SmtpSink;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code postern spool}: what it says of a journal, sound and damaged, and what it mends. */
@Timeout(240)
class SpoolCommandIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] SMALL = Octets.message("small\r\n");

    @TempDir Path folder;

    @Test
    void damagedMessageIsNamedAndTheOthersAreSaved() throws Exception {
        int port = SmtpSink.closedPort();
        byte[] large = Octets.messages().get("1-MiB");
        try (PosternProcess postern = relayTo(port, "")) {
            try (RawSmtpClient client = postern.start().greeted()) {
                send(client, "first@example.test", SMALL);
                send(client, "large@example.test", large);
                send(client, "last@example.test", SMALL);
            }
            for (String command : List.of("check", "dump", "repair --in-place")) {
                PosternProcess.Outcome busy = spool(postern, command);
                assertThat(busy.code()).isEqualTo(75);
                assertThat(busy.err()).contains("Postern runs with home", "stop it first");
            }
            postern.kill();

            PosternProcess.Outcome sound = spool(postern, "check");
            assertThat(sound.code()).as(sound.out() + sound.err()).isZero();
            assertThat(sound.out()).contains("3 messages", "the spool is sound");
            String id = idOf(postern, "<large@example.test>");
            PosternProcess.Outcome body = spool(postern, "dump --body --message " + id);
            assertThat(Octets.withoutTrace(body.out().getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(large);

            flipABitOfABody(postern, id);
            Map<String, Long> before = files(journal(postern));
            PosternProcess.Outcome damaged = spool(postern, "check");
            assertThat(damaged.code()).isEqualTo(1);
            assertThat(damaged.out())
                    .contains("the spool is DAMAGED", id, "from <alice@example.test>")
                    .contains("BODY of message " + id);
            assertThat(JSON.std.mapFrom(spool(postern, "check --json").out()))
                    .containsEntry("sound", false)
                    .containsEntry("messages", 3);
            assertThat(spool(postern, "dump --body --message " + id).code()).isEqualTo(1);
            assertThat(spool(postern, "repair --in-place --dry-run").out())
                    .contains("would save 2 messages");
            Path fresh = folder.resolve("fresh");
            PosternProcess.Outcome copied = spool(postern, "repair --to " + fresh);
            assertThat(copied.code()).isEqualTo(1);
            assertThat(copied.out()).contains("saved 2 messages", "can't save message " + id, "mv");
            assertThat(files(journal(postern))).as("only read").isEqualTo(before);

            PosternProcess.Outcome mended = spool(postern, "repair --in-place");
            assertThat(mended.code()).isEqualTo(1);
            assertThat(mended.err()).isEmpty();
            assertThat(spool(postern, "check").code()).isZero();
            try (SmtpSink sink = SmtpSink.start("127.0.0.1", port)) {
                postern.start();
                List<SinkMessage> arrived = sink.awaitMessages(2, PATIENCE);
                assertThat(arrived)
                        .extracting(message -> message.recipients().getFirst())
                        .containsExactlyInAnyOrder("first@example.test", "last@example.test");
                Queue.awaitEmpty(postern, PATIENCE);
                assertThat(postern.stop()).isZero();
            }
        }
    }

    @Test
    void missingFileMustBeGivenUpOnce() throws Exception {
        byte[] large = Octets.messages().get("1-MiB");
        String small = "spool:\n  segment-size: 2MiB\n";
        try (PosternProcess postern = relayTo(SmtpSink.closedPort(), small)) {
            try (RawSmtpClient client = postern.start().greeted()) {
                for (int i = 0; i < 6; i++) {
                    send(client, "b" + i + "@example.test", large);
                }
            }
            assertThat(postern.stop()).isZero();
            Files.delete(journal(postern).resolve("0000000002.cq4"));

            PosternProcess.Outcome check = spool(postern, "check");
            assertThat(check.code()).isEqualTo(1);
            assertThat(check.out()).contains("segment 2 is missing");
            PosternProcess.Outcome refused = postern.command("run");
            assertThat(refused.code()).isEqualTo(75);
            assertThat(refused.err()).contains("--accept-gap 2");
            PosternProcess.Outcome repair =
                    spool(postern, "repair --to " + folder.resolve("fresh"));
            assertThat(repair.code()).isEqualTo(1);
            assertThat(repair.err()).contains("--accept-gap 2");
            assertThat(
                            spool(postern, "repair --accept-gap 2 --to " + folder.resolve("fresh"))
                                    .out())
                    .contains("saved ");

            postern.start("--accept-gap", "2");
            assertThat(Queue.count(postern)).isBetween(3, 5);
            assertThat(postern.stop()).isZero();
            postern.start();
            assertThat(postern.stop()).isZero();
        }
    }

    @Test
    void whatIsNotSaidRightIsUsage() throws Exception {
        PosternProcess idle = relayTo(1, "");
        for (String command :
                List.of(
                        "dump --body",
                        "dump --type MAIL",
                        "dump --message no/id",
                        "repair",
                        "repair --in-place --to x")) {
            assertThat(spool(idle, command).code()).as(command).isEqualTo(2);
        }
        PosternProcess.Outcome none = spool(idle, "check");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains(journal(idle).toString());
    }

    private static PosternProcess.Outcome spool(PosternProcess postern, String line)
            throws Exception {
        return postern.command(
                Stream.concat(Stream.of("spool"), Stream.of(line.split(" ")))
                        .toArray(String[]::new));
    }

    private static Path journal(PosternProcess postern) {
        return postern.home().resolve("data/spool/0");
    }

    /** The message that is for one recipient, by its record. */
    private static String idOf(PosternProcess postern, String recipient) throws Exception {
        return spool(postern, "dump --json --type ACCEPT")
                .out()
                .lines()
                .filter(line -> line.contains(recipient))
                .map(line -> line.replaceAll(".*\"message\":\"(\\w+)\".*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    private static void flipABitOfABody(PosternProcess postern, String id) throws Exception {
        String record =
                spool(postern, "dump --json --type body --message " + id)
                        .out()
                        .lines()
                        .findFirst()
                        .orElseThrow();
        Map<String, Object> fields = JSON.std.mapFrom(record);
        long at = ((Number) fields.get("offset")).longValue() + 1000;
        try (RandomAccessFile file =
                new RandomAccessFile(journal(postern).resolve("0000000001.cq4").toFile(), "rw")) {
            file.seek(at);
            int octet = file.read();
            file.seek(at);
            file.write(octet ^ 1);
        }
    }

    /** Names and times of change. */
    private static Map<String, Long> files(Path journal) throws IOException {
        Map<String, Long> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(journal)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                files.put(file.toString(), Files.getLastModifiedTime(file).toMillis());
            }
        }
        return files;
    }

    private static void send(RawSmtpClient client, String recipient, byte[] message) {
        client.expect(250, client.transaction("alice@example.test", List.of(recipient), message));
    }

    private PosternProcess relayTo(int port, String more) throws Exception {
        return PosternProcess.inHome(
                folder.resolve("home"), PosternProcess.configuration("relay.yaml", port) + more);
    }
}
