// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Recipient;
import io.postern.api.transport.TlsLevel;
import io.postern.api.transport.Transport;
import io.postern.testkit.SinkMessage;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestCertificates;
import io.postern.testkit.TransportContract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Collection;

/** The contract again, in TLS that is checked. */
@Timeout(60)
class SmtpTransportTlsContractIT implements TransportContract {
    private final SmtpBench bench = new SmtpBench();

    @BeforeEach
    void secure(@TempDir Path folder) {
        TestCertificates authority = TestCertificates.authority("test CA");
        bench.sink.tls(authority.server("mx.sink.test").context());
        bench.tls(TlsLevel.VERIFY, authority.writeRoot(folder.resolve("ca.pem")));
    }

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
        assertThat(bench.sink.messages()).hasSize(1).allMatch(SinkMessage::inTls);
        assertThat(bench.sink.messages().getFirst().recipients())
                .containsExactlyInAnyOrderElementsOf(
                        recipients.stream().map(Recipient::toString).toList());
    }
}
