// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static io.postern.transport.smtp.SmtpBench.assertDeferred;
import static io.postern.transport.smtp.SmtpBench.assertDelivered;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Status;
import io.postern.api.transport.ConnectionLeave;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.Egress;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

@Timeout(60)
class EgressIT {
    private static final Egress FOUR =
            new Egress(
                    "four",
                    Optional.of((Inet4Address) InetAddress.ofLiteral("127.0.0.44")),
                    Optional.empty(),
                    "four.postern.test");
    private static final Egress SIX =
            new Egress(
                    "six",
                    Optional.empty(),
                    Optional.of((Inet6Address) InetAddress.ofLiteral("::1")),
                    "six.postern.test");

    private final SmtpBench bench = new SmtpBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void theSourceIsBoundAndNamedInEhlo() throws InterruptedException {
        assertDelivered(bench.outcome(bench.attempt().from(FOUR)));

        assertThat(bench.sink.awaitSessions(1).getFirst().commands())
                .contains("EHLO four.postern.test");
    }

    @Test
    void aHostOfAnotherFamilyIsNotConnectedTo() throws InterruptedException {
        assertDeferred(bench.outcome(bench.attempt().from(SIX)), "4.4.4", Blame.DESTINATION);

        assertThat(bench.sink.sessions()).isEmpty();
    }

    @Test
    void withoutLeaveNobodyIsConnectedTo() throws InterruptedException {
        Status.Transient later = new Status.Transient(7, 0, "rate is reached");

        assertDeferred(
                bench.outcome(bench.attempt().connecting(() -> new ConnectionLeave.Refused(later))),
                "4.7.0",
                Blame.DESTINATION);
        assertThat(bench.sink.sessions()).isEmpty();
    }

    @Test
    void aConnectionThatIsKeptNeedsNoLeaveUntilItsMessagesAreUsedUp() throws InterruptedException {
        bench.reuse(new Reuse(Duration.ofMinutes(1), 100, Duration.ofMinutes(1)));
        SmtpTransport transport = bench.transport();
        for (int i = 0; i < 4; i++) {
            SmtpBench.deliver(transport, bench.attempt().messagesPerConnection(2));
        }

        bench.sink.awaitMessages(4);
        assertThat(bench.sink.sessions()).hasSize(2);
        transport.close();
    }
}
