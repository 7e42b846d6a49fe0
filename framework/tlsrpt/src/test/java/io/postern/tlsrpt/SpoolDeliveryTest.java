// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.spool.Acceptance;
import io.postern.spool.Reception;
import io.postern.spool.Spool;
import io.postern.spool.SpoolFullException;
import io.postern.testkit.SetClock;
import io.postern.testkit.TestHost;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLContext;

class SpoolDeliveryTest {
    private static final Mailbox TO = Mailbox.of("reports", "x.test");
    private static final byte[] MESSAGE = "A: b\r\n\r\nc\r\n".getBytes(StandardCharsets.US_ASCII);

    private final List<MailEvent> events = new ArrayList<>();
    private final List<Acceptance> accepted = new ArrayList<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private boolean full;
    private Optional<Spool> spool = Optional.of(spool());
    private HttpsPost https;
    private SpoolDelivery delivery;

    @BeforeEach
    void open() throws Exception {
        https = new HttpsPost(SSLContext.getDefault());
        delivery =
                new SpoolDelivery(
                        () -> spool,
                        () -> Optional.of(TestHost.named("mx.postern.test")),
                        events::add,
                        SetClock.at("2026-11-25T01:00:00Z"),
                        https);
    }

    @AfterEach
    void close() {
        https.close();
    }

    /** Takes messages in, and can do nothing else. */
    private Spool spool() {
        return (Spool)
                Proxy.newProxyInstance(
                        Spool.class.getClassLoader(),
                        new Class<?>[] {Spool.class},
                        (_, method, _) -> {
                            assertThat(method.getName()).isEqualTo("receive");
                            if (full) {
                                throw new SpoolFullException("full");
                            }
                            return new Taking();
                        });
    }

    @Test
    void aReportIsOneOfOurMessagesUnderTheNullReversePath() throws InterruptedException {
        assertThat(delivery.mail(TO, MESSAGE)).isTrue();

        assertThat(written.toByteArray()).isEqualTo(MESSAGE);
        Acceptance acceptance = accepted.getFirst();
        assertThat(acceptance.envelope().reversePath()).isEqualTo(new ReversePath.Null());
        assertThat(acceptance.envelope().recipients()).containsExactly(Recipient.of(TO));
        assertThat(new String(acceptance.head(), StandardCharsets.US_ASCII))
                .isEqualTo(
                        "Received: by mx.postern.test (Postern, TLS report) id q1;\r\n"
                                + "\tWed, 25 Nov 2026 01:00:00 +0000\r\n");
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        MailEvent.Accepted.class,
                        event ->
                                assertThat(event.size())
                                        .isEqualTo(MESSAGE.length + acceptance.head().length));
    }

    @Test
    void aSpoolThatIsFullOrAwayIsTriedLater() throws InterruptedException {
        full = true;
        assertThat(delivery.mail(TO, MESSAGE)).isFalse();
        spool = Optional.empty();
        assertThat(delivery.mail(TO, MESSAGE)).isFalse();
        assertThat(events).isEmpty();
    }

    private final class Taking implements Reception {
        @Override
        public QueueId id() {
            return new QueueId("q1");
        }

        @Override
        public void write(ByteBuffer octets) {
            written.write(octets.array(), octets.position(), octets.remaining());
        }

        @Override
        public long size() {
            return written.size();
        }

        @Override
        public Message message() {
            throw new AssertionError("nobody reads it");
        }

        @Override
        public void commit(Acceptance acceptance) {
            accepted.add(acceptance);
        }

        @Override
        public void close() {}
    }
}
