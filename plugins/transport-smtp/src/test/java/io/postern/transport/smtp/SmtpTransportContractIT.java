// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Recipient;
import io.postern.api.transport.Transport;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TransportContract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import java.util.Collection;

@Timeout(60)
class SmtpTransportContractIT implements TransportContract {
    private final SmtpBench bench = new SmtpBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Override
    public Transport transport() {
        return bench.transport();
    }

    @Override
    public TestAttempt attempt() {
        return bench.attempt();
    }

    @Override
    public void arrivedFor(Collection<Recipient> recipients) {
        SmtpSink sink = bench.sink;
        assertThat(sink.messages()).hasSize(1);
        assertThat(sink.messages().getFirst().recipients())
                .containsExactlyInAnyOrderElementsOf(
                        recipients.stream().map(Recipient::toString).toList());
    }
}
