// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an idle session costs. {@code -Dpostern.test.idle=10000} asks for more of them than a check
 * needs; each takes two descriptors of this process.
 */
@Timeout(300)
class IdleSessionsIT {
    private static final int SESSIONS = Integer.getInteger("postern.test.idle", 1000);
    private static final int WARM_UP = 100;
    private static final long LIMIT = 10 * 1024;

    private final ByteBuffer in = ByteBuffer.allocate(8 * 1024);

    @Test
    void idleSessionTakesLessThanTenKibibytesOfHeap() throws Exception {
        List<SocketChannel> clients = new ArrayList<>(SESSIONS + WARM_UP);
        try (TestServer server =
                new TestServer()
                        .limit("connections", Integer.MAX_VALUE)
                        .limit("connectionsPerAddress", Integer.MAX_VALUE)
                        .limit("connectionRatePerAddress", Integer.MAX_VALUE)
                        .start()) {
            connect(server, clients, WARM_UP);
            long before = heap(server);
            connect(server, clients, SESSIONS);
            // The client's end is in it too, and what the test remembers of events is not.
            long each = (heap(server) - before) / SESSIONS;
            System.out.printf("idle sessions: %d, heap for each: %d octets%n", SESSIONS, each);
            assertThat(each).isLessThan(LIMIT);
            assertThat(server.sessions()).isEqualTo(SESSIONS + WARM_UP);
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    private void connect(TestServer server, List<SocketChannel> clients, int number)
            throws IOException {
        for (int i = 0; i < number; i++) {
            SocketChannel client =
                    SocketChannel.open(new InetSocketAddress("127.0.0.1", server.port()));
            clients.add(client);
            awaitReply(client, "220 ");
            client.write(ByteBuffer.wrap("EHLO client.test\r\n".getBytes()));
            awaitReply(client, "250 ");
        }
    }

    private void awaitReply(SocketChannel client, String lastLine) throws IOException {
        StringBuilder reply = new StringBuilder();
        while (reply.indexOf(lastLine) < 0) {
            in.clear();
            if (client.read(in) < 0) {
                throw new IOException("closed after: " + reply);
            }
            reply.append(StandardCharsets.US_ASCII.decode(in.flip()));
        }
    }

    private static long heap(TestServer server) {
        server.events.clear();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
