// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.lookup.StsPolicy;
import io.postern.api.lookup.StsPolicy.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** RFC 8461 section 3.2. */
class PolicyParserTest {
    private static final String GOOD =
            "version: STSv1\nmode: enforce\nmx: mx1.x.test\nmx: *.x.test\nmax_age: 604800\n";

    private static StsPolicy read(String text) {
        PolicyParser.Result result = PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8));
        assertThat(result).isInstanceOf(PolicyParser.Result.Read.class);
        return ((PolicyParser.Result.Read) result).policy();
    }

    private static String flaw(String text) {
        PolicyParser.Result result = PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8));
        assertThat(result).as(text).isInstanceOf(PolicyParser.Result.Invalid.class);
        return ((PolicyParser.Result.Invalid) result).why();
    }

    @Test
    void aPolicyIsReadWhateverItsLineEndsAndOrder() {
        StsPolicy policy =
                new StsPolicy(Mode.ENFORCE, List.of("mx1.x.test", "*.x.test"), Duration.ofDays(7));
        assertThat(read(GOOD)).isEqualTo(policy);
        assertThat(read(GOOD.replace("\n", "\r\n"))).isEqualTo(policy);
        assertThat(read(GOOD.strip())).isEqualTo(policy);
        assertThat(
                        read(
                                "max_age:604800 \t\n"
                                        + "mx:\tMX1.x.test\n"
                                        + "mode:enforce\n"
                                        + "later-field.2: déjà vu; 1\n"
                                        + "mx: *.x.test\n"
                                        + "version: STSv1"))
                .isEqualTo(policy);
    }

    @Test
    void ofAFieldThatIsThereTwiceTheFirstCounts() {
        assertThat(read(GOOD + "mode: none\nmax_age: 1\n").mode()).isEqualTo(Mode.ENFORCE);
    }

    @Test
    void modeNoneNeedsNoHosts() {
        assertThat(read("version: STSv1\nmode: none\nmax_age: 0").mx()).isEmpty();
        assertThat(flaw("version: STSv1\nmode: testing\nmax_age: 0")).isEqualTo("no mx is named");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: STSv1 | version: STSv2",
                "version: STSv1 | version: stsv1",
                "version: STSv1 | Version: STSv1",
                "mode: enforce | mode: Enforce",
                "mode: enforce | mode: enforce now",
                "mode: enforce | mode:",
                "mode: enforce | mode : enforce",
                "mode: enforce | ' mode: enforce'",
                "mode: enforce | mode=enforce",
                "max_age: 604800 | max_age: 31557601",
                "max_age: 604800 | max_age: 12345678901",
                "max_age: 604800 | max_age: -1",
                "max_age: 604800 | max_age: 1d",
                "mx: mx1.x.test | mx: *.*.x.test",
                "mx: mx1.x.test | mx: mx*.x.test",
                "mx: mx1.x.test | mx: *",
                "mx: mx1.x.test | mx: .x.test",
                "mx: mx1.x.test | mx: x..test",
                "mx: mx1.x.test | mx: x.test.",
                "mx: mx1.x.test | mx: -x.test",
                "mx: mx1.x.test | mx: a.test b.test",
                "mx: mx1.x.test | mx: [192.0.2.1]"
            })
    void whatTheGrammarHasNotIsNoPolicy(String good, String wrong) {
        assertThat(flaw(GOOD.replace(good, wrong))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "<html>no</html>",
                GOOD + "\n",
                "\n" + GOOD,
                GOOD + "a: b\u0007c\n",
                GOOD + "a: b\u0000\n",
                GOOD + "_a: b\n",
                GOOD + "no field\n"
            })
    void otherTextIsNoPolicy(String text) {
        assertThat(flaw(text)).isNotEmpty().doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void otherOctetsThanUtf8AreNoPolicy() {
        byte[] octets = (GOOD + "a: é\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(PolicyParser.parse(octets)).isInstanceOf(PolicyParser.Result.Invalid.class);
    }

    /** RFC 8461 section 4.1. */
    @ParameterizedTest
    @CsvSource({
        "mx1.x.test, true",
        "MX1.X.TEST, true",
        "mx2.y.test, true",
        "mx.mx2.y.test, false",
        "y.test, false",
        "mx2.x.test, false",
        "test, false",
        "'', false"
    })
    void aWildcardStandsForOneLabel(String host, boolean named) {
        StsPolicy policy =
                new StsPolicy(Mode.ENFORCE, List.of("mx1.x.test", "*.Y.test"), Duration.ZERO);
        assertThat(policy.names(host)).isEqualTo(named);
    }
}
