// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

/** What a script can ask without asking anybody: {@code crypto}, {@code time}, {@code address}. */
@Timeout(60)
class ValueFunctionsTest {
    @TempDir private Path home;

    /** A Tuesday. */
    private final TestClock clock = new TestClock("2026-11-24T22:30:00Z");

    private String evaluate(String expression) throws InterruptedException {
        String source =
                """
                import { address, crypto, reject, time } from 'postern';
                export const onHelo = () => reject('5.0.0', String(%s));
                """
                        .formatted(expression);
        try (TestScript script = TestScript.at(home, source, clock)) {
            Verdict verdict = script.hook(HeloPolicy.class).onHelo(TestMail.client("192.0.2.1"));
            return ((Verdict.Reject) verdict).status().text();
        }
    }

    /** The digests of "abc" in FIPS 180-2 and RFC 1321. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    crypto.md5('abc') | 900150983cd24fb0d6963f7d28e17f72
                    crypto.sha1('abc') | a9993e364706816aba3e25717850c26c9cd0d89d
                    crypto.sha1([97, 98, 99]) | a9993e364706816aba3e25717850c26c9cd0d89d
                    crypto.sha1(new Uint8Array([97, 98, 99])) | a9993e364706816aba3e25717850c26c9cd0d89d
                    crypto.sha256('abc') | ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
                    crypto.sha512('abc').slice(0, 16) | ddaf35a193617aba
                    crypto.md5('abc', 'base64') | kAFQmDzST7DWlj99KOF/cg==
                    crypto.md5('abc', 'base64url') | kAFQmDzST7DWlj99KOF_cg
                    crypto.md5('ä') | 8419b71c87a225a2c70b50486fbee545
                    """)
    void hashes(String expression, String digest) throws Exception {
        assertThat(evaluate(expression)).isEqualTo(digest);
    }

    /** RFC 4231 section 4.3. */
    @Test
    void keyedHashes() throws Exception {
        assertThat(evaluate("crypto.hmac('sha256', 'Jefe', 'what do ya want for nothing?')"))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertThatThrownBy(() -> evaluate("crypto.hmac('rot13', 'k', 'd')"))
                .hasMessageContaining("algorithm must be sha256, sha512, sha1 or md5");
        assertThatThrownBy(() -> evaluate("crypto.hmac('sha1', '', 'd')"))
                .hasMessageContaining("an empty key");
    }

    @Test
    void equalityOfSecrets() throws Exception {
        assertThat(
                        evaluate(
                                "[crypto.equal('a', 'a'), crypto.equal('a', 'b'), crypto.equal('a',"
                                        + " [97])]"))
                .isEqualTo("true,false,true");
    }

    @Test
    void randomOctets() throws Exception {
        assertThat(evaluate("crypto.random(16)")).matches("[0-9a-f]{32}");
        assertThat(evaluate("crypto.uuid()")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThatThrownBy(() -> evaluate("crypto.random(5000)"))
                .hasMessageContaining("length must be from 1 to 1024");
    }

    @Test
    void octetsMustBeOctets() {
        assertThatThrownBy(() -> evaluate("crypto.sha256([256])"))
                .hasMessageMatching("scripts/policy.js:2:.*: data must be octets, 0 to 255");
        assertThatThrownBy(() -> evaluate("crypto.sha256(7)"))
                .hasMessageContaining("data must be a string or octets");
    }

    @Test
    void timeIsTheServers() throws Exception {
        assertThat(evaluate("time.iso()")).isEqualTo("2026-11-24T22:30:00Z");
        assertThat(evaluate("time.iso(time.now() + 90_000)")).isEqualTo("2026-11-24T22:31:30Z");
        assertThat(evaluate("new Date(time.now()).getUTCHours()")).isEqualTo("22");
        assertThat(evaluate("time.seconds('2h') + time.seconds(5)")).isEqualTo("7205");
    }

    @Test
    void timeInAZone() throws Exception {
        assertThat(
                        evaluate(
                                "['UTC', 'Asia/Tokyo', 'America/New_York'].map((zone) => {"
                                        + " const { year, month, day, hour, minute, weekday } ="
                                        + " time.local(zone);"
                                        + " return [year, month, day, hour, minute, weekday]; })"))
                .isEqualTo("2026,11,24,22,30,2,2026,11,25,7,30,3,2026,11,24,17,30,2");
        // The day after the clocks of Europe went forward (2026-03-29).
        assertThat(evaluate("time.local('Europe/Berlin', Date.UTC(2026, 2, 30, 12)).hour"))
                .isEqualTo("14");
        assertThatThrownBy(() -> evaluate("time.local('Middle/Earth').hour"))
                .hasMessageContaining("no time zone: 'Middle/Earth'");
        assertThatThrownBy(() -> evaluate("time.iso(NaN)"))
                .hasMessageContaining("a time must be milliseconds");
    }

    @Test
    void addressesHaveParts() throws Exception {
        String parts =
                "(({ localPart, domain, address: whole, user, tag }) =>"
                        + " [localPart, domain, whole, user, tag].join('|'))";
        assertThat(evaluate(parts + "(address.parse('Ann+News@Example.ORG'))"))
                .isEqualTo("Ann+News|example.org|Ann+News@example.org|Ann|News");
        assertThat(evaluate(parts + "(address.parse('<\"a b\"@example.org>'))"))
                .isEqualTo("a b|example.org|\"a b\"@example.org|a b|");
        assertThat(evaluate(parts + "(address.parse('ann-x-y@example.org', '-'))"))
                .isEqualTo("ann-x-y|example.org|ann-x-y@example.org|ann|x-y");
        assertThat(evaluate(parts + "(address.parse('+x@example.org'))"))
                .isEqualTo("+x|example.org|+x@example.org|+x|");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "@example.org",
                "ann@",
                "ann <ann@example.org>",
                "ann@exam ple.org",
                "a@b@example.org",
                "\\\"a\\\\\\\"@example.org",
                "a\\u0007@example.org",
            })
    void whatIsNoAddressIsNull(String text) throws Exception {
        assertThat(evaluate("address.parse(\"" + text + "\")")).isEqualTo("null");
    }

    @Test
    void domainsHaveTwoForms() throws Exception {
        assertThat(evaluate("address.ascii('bücher.example')")).isEqualTo("xn--bcher-kva.example");
        assertThat(evaluate("address.unicode('xn--bcher-kva.example')"))
                .isEqualTo("bücher.example");
        assertThat(evaluate("address.ascii('[192.0.2.1]')")).isEqualTo("[192.0.2.1]");
        assertThatThrownBy(() -> evaluate("address.ascii('a'.repeat(64) + '.example')"))
                .hasMessageContaining("no domain: ");
    }
}
