// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Random;

/** BDAT (RFC 3030) when it is cut, tiny or endless (RELIABILITY C-6, C-43). */
@Timeout(60)
class ChunkingTest {
    private final TestServer server = new TestServer();

    @Test
    void messageOfManyTinyChunksIsWhole() {
        int count = 50_000;
        try (MemoryClient client = open("")) {
            StringBuilder batch = new StringBuilder();
            for (int i = 1; i < count; i++) {
                batch.append("BDAT 1\r\n").append(i % 50 == 49 ? '\r' : i % 50 == 0 ? '\n' : 'x');
            }
            client.send(batch + "BDAT 1 LAST\r\n\n");
            for (int i = 0; i < count; i++) {
                assertThat(client.reply()).startsWith("250 ");
            }
        }
        assertThat(server.spool.only().withoutTrace()).hasSize(count);
    }

    @Test
    void connectionThatIsCutInAChunkHasSentNothing() {
        String wire = "BDAT 10\r\n01234567\r\nBDAT 8 LAST\r\n890123\r\n";
        for (int sent = 0; sent < wire.length(); sent++) {
            try (MemoryClient client = open("")) {
                client.send(wire.substring(0, sent));
            }
        }
        await().until(() -> server.spool.open.get() == 0);
        assertThat(server.spool.accepted).isEmpty();
    }

    @Test
    void binaryMessageOfAnyOctetsIsWholeHoweverItIsCut() {
        Random random = new Random(3030);
        byte[] body = new byte[5000];
        random.nextBytes(body);
        StringBuilder text = new StringBuilder("Subject: x\r\n\r\n");
        for (byte octet : body) {
            text.append((char) (octet & 0xff));
        }
        byte[] message = text.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        try (MemoryClient client = open(" BODY=BINARYMIME")) {
            int at = 0;
            while (at < message.length) {
                int size = Math.min(1 + random.nextInt(700), message.length - at);
                boolean last = at + size == message.length;
                client.send("BDAT " + size + (last ? " LAST\r\n" : "\r\n"));
                client.send(java.util.Arrays.copyOfRange(message, at, at + size));
                assertThat(client.reply()).startsWith("250 ");
                at += size;
            }
        }
        assertThat(server.spool.only().withoutTrace()).isEqualTo(text.toString());
    }

    private MemoryClient open(String parameters) {
        MemoryClient client = MemoryClient.greeted(server.context());
        assertThat(client.command("MAIL FROM:<a@client.test>" + parameters)).startsWith("250");
        assertThat(client.command("RCPT TO:<b@local.test>")).startsWith("250");
        return client;
    }
}
