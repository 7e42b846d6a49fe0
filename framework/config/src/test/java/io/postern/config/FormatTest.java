// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatTest {
    @ParameterizedTest
    @CsvSource({
        "300ms, PT0.3S",
        "5s, PT5S",
        "5m, PT5M",
        "4h, PT4H",
        "5d, PT120H",
        "1h30m, PT1H30M",
        "1d2h3m4s5ms, PT26H3M4.005S",
        "0s, PT0S",
        "999999999d, PT23999999976H"
    })
    void durations(String text, String iso) {
        assertThat(DurationFormat.parse(text)).isEqualTo(new Parsed.Good(iso));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5 m", "m", "30m1h", "1.5h", "-5m", "5M", "5min", "PT5M"})
    void noDurations(String text) {
        assertThat(DurationFormat.parse(text))
                .isEqualTo(
                        new Parsed.Bad(
                                "'" + text + "' is no duration (as 300ms, 5s, 5m, 4h, 5d, 1h30m)"));
    }

    @ParameterizedTest
    @CsvSource({
        "10240, 10240",
        "100KiB, 102400",
        "50MiB, 52428800",
        "1GiB, 1073741824",
        "2TiB, 2199023255552",
        "0, 0"
    })
    void sizes(String text, long octets) {
        assertThat(NumberFormat.size(text)).isEqualTo(new Parsed.Good(octets));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "50MB", "50 MiB", "1.5GiB", "-1", "99999999999TiB", "MiB"})
    void noSizes(String text) {
        assertThat(NumberFormat.size(text)).isInstanceOf(Parsed.Bad.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "100, 100", "unlimited, 2147483647"})
    void limits(String text, long number) {
        assertThat(NumberFormat.limit(text)).isEqualTo(new Parsed.Good(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "Unlimited", "none", "1.0", "1e3"})
    void noLimits(String text) {
        assertThat(NumberFormat.limit(text)).isInstanceOf(Parsed.Bad.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.0/24",
                "192.0.2.1",
                "0.0.0.0/0",
                "192.0.2.1/32",
                "2001:db8::/32",
                "::1",
                "::/0",
                "192.0.2.128/25"
            })
    void networks(String text) {
        assertThat(AddressFormat.network(text)).isEqualTo(new Parsed.Good(text));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1/24, '192.0.2.1/24 has bits beyond its prefix; the network is ''192.0.2.0/24'''",
        "192.0.2.192/25, '192.0.2.192/25 has bits beyond its prefix; the network is"
                + " ''192.0.2.128/25'''",
        "2001:db8::1/32, '2001:db8::1/32 has bits beyond its prefix; the network is"
                + " ''2001:db8:0:0:0:0:0:0/32'''",
        "192.0.2.0/33, '''192.0.2.0/33'': the prefix must be 0 to 32'",
        "2001:db8::/129, '''2001:db8::/129'': the prefix must be 0 to 128'",
        "192.0.2.0/, '''192.0.2.0/'': the prefix must be 0 to 32'",
        "192.0.2.0/-1, '''192.0.2.0/-1'': the prefix must be 0 to 32'"
    })
    void wrongPrefixes(String text, String why) {
        assertThat(AddressFormat.network(text)).isEqualTo(new Parsed.Bad(why));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "192.0.2",
                "192.0.2.256",
                "010.0.0.0/8",
                "/8",
                "fe80::1%eth0",
                "[::1]",
                "::ffff:192.0.2.1",
                "1:2:3",
                ":",
                "..:"
            })
    void noNetworks(String text) {
        assertThat(AddressFormat.network(text))
                .isEqualTo(
                        new Parsed.Bad(
                                "'"
                                        + text
                                        + "' is no address or network (as 192.0.2.0/24,"
                                        + " 2001:db8::/32)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:2525",
                "127.0.0.1",
                "mx.example.org:25",
                "mx.example.org",
                "[::1]:25",
                "[::1]",
                "::1",
                "localhost:0",
                "[2001:db8::1]:65535"
            })
    void endpoints(String text) {
        assertThat(AddressFormat.endpoint(text)).isEqualTo(new Parsed.Good(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":25",
                "25",
                "*:25",
                "host:",
                "host:x",
                "host:65536",
                "host:25:25",
                "[::1",
                "[::1]25",
                "[192.0.2.1]:25",
                "[host]:25",
                "a b:25",
                "300.1.1.1:25",
                "::1::"
            })
    void noEndpoints(String text) {
        assertThat(AddressFormat.endpoint(text)).isInstanceOf(Parsed.Bad.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "localhost",
                "a-b.c1",
                "1.example",
                "[192.0.2.1]",
                "[IPv6:::1]"
            })
    void domains(String text) {
        assertThat(DomainFormat.domain(text)).isEqualTo(new Parsed.Good(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..b",
                "-a.org",
                "a-.org",
                "a_b.org",
                "192.0.2.1",
                "a.org.",
                "a b",
                "*.a.org",
                "[::1]",
                "[IPv6:192.0.2.1]",
                "[x]",
                "bücher.example",
                "a@b.org"
            })
    void noDomains(String text) {
        assertThat(DomainFormat.domain(text)).isInstanceOf(Parsed.Bad.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "relay", "example.org", "*.example.org", "[192.0.2.1]"})
    void domainPatterns(String text) {
        assertThat(DomainFormat.pattern(text)).isEqualTo(new Parsed.Good(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*.", "*.*.org", "*example.org", "*.[192.0.2.1]"})
    void noDomainPatterns(String text) {
        assertThat(DomainFormat.pattern(text)).isInstanceOf(Parsed.Bad.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2s x 5",
                "10s until 10m",
                "2s until 10m",
                "backoff 1.5 max 4h until 5d",
                "backoff 2 max 1h30m until 5d"
            })
    void retrySteps(String text) {
        assertThat(RetryFormat.parse(text)).isEqualTo(new Parsed.Good(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2s",
                "2s x",
                "2s x 0",
                "2s x five",
                "x 5",
                "2 x 5",
                "2s  x 5",
                "0s x 5",
                "10s until",
                "10s until never",
                "backoff 0.5 max 4h until 5d",
                "backoff 1.5 until 5d",
                "backoff 1.5 max 4h",
                "2s x 5, 10s until 10m"
            })
    void noRetrySteps(String text) {
        assertThat(RetryFormat.parse(text)).isInstanceOf(Parsed.Bad.class);
    }
}
