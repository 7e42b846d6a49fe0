// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import io.postern.api.transport.TlsResult;
import io.postern.api.transport.TlsResult.Failure;
import io.postern.api.transport.TlsResult.Policy;
import io.postern.api.transport.TlsResult.PolicyType;
import io.postern.api.transport.TlsResult.Session;

import java.util.List;

/** Results to count. */
final class Results {
    static final Policy STS =
            new Policy(
                    PolicyType.STS,
                    List.of("version: STSv1", "mode: testing", "mx: *.x.test", "max_age: 86400"),
                    List.of("*.x.test"));

    private Results() {}

    static TlsResult good(String domain) {
        return of(domain, STS, Failure.NONE, "");
    }

    static TlsResult bad(String domain, String reason) {
        return of(domain, STS, Failure.CERTIFICATE_EXPIRED, reason);
    }

    static TlsResult of(String domain, Policy policy, Failure failure, String reason) {
        Session session = new Session("mx.x.test", "192.0.2.1", "198.51.100.1");
        return new TlsResult(domain, policy, session, failure, reason);
    }
}
