// SPDX-License-Identifier: Apache-2.0
package io.postern.router.smarthost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.Recipient;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;
import io.postern.testkit.Addresses;
import io.postern.testkit.RouterContract;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.annotation.Annotation;
import java.util.List;

class SmarthostRouterTest implements RouterContract {
    private record Entry(String transport, int port, String... hosts)
            implements SmarthostRouter.Options {
        @Override
        public Class<? extends Annotation> annotationType() {
            return SmarthostRouter.Options.class;
        }
    }

    @Override
    public Router router() {
        return new SmarthostRouter(new Entry("smtp", 25, "one.test:2599", "two.test"));
    }

    @Override
    public Recipient recipient() {
        return Addresses.recipient("bob@anywhere.test");
    }

    @Test
    void hostsAreTriedInTheirOrder() throws Exception {
        assertThat(router().route(recipient(), context()))
                .isEqualTo(
                        new RoutingDecision.Via(
                                "smtp",
                                List.of(
                                        new NextHop("one.test", 2599, 0),
                                        new NextHop("two.test", 25, 1))));
    }

    @ParameterizedTest
    @CsvSource({
        "mx.test, mx.test, 587",
        "mx.test:25, mx.test, 25",
        "192.0.2.1:25, 192.0.2.1, 25",
        "2001:db8::1, 2001:db8::1, 587",
        "[2001:db8::1], 2001:db8::1, 587",
        "[2001:db8::1]:25, 2001:db8::1, 25"
    })
    void aHostHasItsOwnPortOrThatOfTheEntry(String text, String host, int port) {
        assertThat(Hops.parse(text, 587, 0)).isEqualTo(new NextHop(host, port, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mx.test:", "mx.test:x", "mx.test:0", "mx.test:65536", "[]"})
    void anythingElseIsRefusedByName(String text) {
        assertThatThrownBy(() -> new SmarthostRouter(new Entry("smtp", 25, text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hosts: '" + text + "'");
    }

    @Test
    void noHostsAtAllAreRefused() {
        assertThatThrownBy(() -> new SmarthostRouter(new Entry("smtp", 25)))
                .hasMessageContaining("hosts");
    }
}
