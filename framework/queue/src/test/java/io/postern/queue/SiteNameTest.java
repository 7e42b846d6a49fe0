// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class SiteNameTest {
    @Test
    void hostsAreReducedToWhatTheyDoNotShare() {
        assertThat(of("aspmx1.google.com:25", "aspmx2.google.com:25"))
                .isEqualTo("(aspmx1|aspmx2).google.com");
        assertThat(of("alt1.aspmx.l.google.com:25", "aspmx.l.google.com:25"))
                .isEqualTo("(alt1.aspmx|aspmx).l.google.com");
        assertThat(of("a.one.test:25", "b.two.example:25")).isEqualTo("(a.one.test|b.two.example)");
    }

    @Test
    void oneHostIsItsName() {
        assertThat(of("MX.example.org:25")).isEqualTo("mx.example.org");
        assertThat(of("mx.example.org:2525")).isEqualTo("mx.example.org:2525");
    }

    @Test
    void withoutHostsItIsTheTransport() {
        assertThat(of()).isEqualTo("smtp");
    }

    private static String of(String... hosts) {
        return SiteName.of("smtp", List.of(hosts));
    }
}
