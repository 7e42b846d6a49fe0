// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Domain;
import io.postern.testkit.TestHost;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainConditionTest {
    private final TestHost host =
            TestHost.named("mx.postern.test").local("local.test").relay("relay.test");

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "local, local.test, true",
        "local, relay.test, false",
        "relay, relay.test, true",
        "relay, local.test, false",
        "example.org, example.org, true",
        "Example.ORG, example.org, true",
        "example.org, a.example.org, false",
        "*.example.org, a.example.org, true",
        "*.example.org, a.b.example.org, true",
        "*.example.org, example.org, false",
        "*.example.org, badexample.org, false",
        "local;example.org, example.org, true",
        "local;example.org, example.net, false",
    })
    void matchesAsWritten(String patterns, String domain, boolean matches) {
        assertThat(DomainCondition.holds(patterns.split(";"), new Domain(domain), host))
                .isEqualTo(matches);
    }

    @Test
    void routerWithoutDomainsIsAskedAboutAll() {
        assertThat(DomainCondition.holds(null, new Domain("example.org"), host)).isTrue();
    }
}
