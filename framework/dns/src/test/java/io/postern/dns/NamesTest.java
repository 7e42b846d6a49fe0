// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;

import java.util.List;
import java.util.stream.Stream;

class NamesTest {
    static Stream<String> impossible() {
        return Stream.of(
                "",
                "..",
                "a..b",
                ".a",
                "@",
                "a\\.b",
                "\\255",
                "x".repeat(64) + ".test",
                "a.".repeat(128) + "test",
                "b\u00fc\u00fc".repeat(40) + ".test");
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void aNameTheDnsCanNotHaveIsNone(String text) {
        assertThat(Names.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "example.org.", "EXAMPLE.org"})
    void namesAreAbsoluteAndInLowerCase(String text) {
        assertThat(Names.parse(text).map(Names::text)).contains("example.org");
    }

    @Test
    void otherScriptsAreAskedForByTheirAscii() {
        assertThat(Names.parse("b\u00fccher.example").map(Names::text))
                .contains("xn--bcher-kva.example");
    }

    @Test
    void theRootIsEmpty() {
        assertThat(Names.text(Name.root)).isEmpty();
    }

    @Test
    void theStringsOfOneTxtRecordAreOne() {
        TXTRecord txt = new TXTRecord(Name.root, DClass.IN, 1, List.of("v=spf1 ", "-all"));

        assertThat(Names.joined(txt)).isEqualTo("v=spf1 -all");
    }

    @Test
    void localhostAndWhatIsBelowIsHere() {
        assertThat(List.of("localhost", "LOCALHOST", "a.localhost")).allMatch(Names::isLocalhost);
        assertThat(Names.isLocalhost("notlocalhost")).isFalse();
    }
}
