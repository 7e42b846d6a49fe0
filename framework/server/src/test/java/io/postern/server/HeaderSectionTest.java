// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.HeaderField;
import io.postern.api.policy.HeaderEdit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

class HeaderSectionTest {
    @Test
    void fieldsAreUnfolded() {
        assertThat(section("A: b\r\n c\r\nD :e\r\nF:\r\n").unfolded())
                .containsExactly(
                        new HeaderField("A", "b c"),
                        new HeaderField("D", "e"),
                        new HeaderField("F", ""));
    }

    @Test
    void editsAreMadeInOrderAndTheRestIsUntouched() {
        HeaderSection edited =
                section("A: 1\r\n\tfolded \r\nB:  2\r\na: 3\r\n")
                        .edited(
                                List.of(
                                        new HeaderEdit.Add("A", "new"),
                                        new HeaderEdit.Remove("b"),
                                        new HeaderEdit.Add("C", "top")));
        assertThat(text(edited)).isEqualTo("C: top\r\nA: new\r\nA: 1\r\n\tfolded \r\na: 3\r\n");
        assertThat(text(edited.edited(List.of(new HeaderEdit.Remove("A")))))
                .isEqualTo("C: top\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
                        + " fifteen sixteen seventeen eighteen nineteen twenty",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                        + " yy",
                "a          b                                                                     "
                        + "                                                        c",
                ""
            })
    void longValueIsFoldedAndMeansTheSame(String value) {
        HeaderSection edited = section("").edited(List.of(new HeaderEdit.Add("X-Name", value)));
        assertThat(edited.unfolded())
                .containsExactly(new HeaderField("X-Name", value.stripTrailing()));
        assertThat(text(edited).split("\r\n")).allMatch(line -> !line.isBlank());
        if (value.startsWith("one")) {
            assertThat(text(edited).split("\r\n")).hasSize(2).allMatch(line -> line.length() < 79);
        }
    }

    private static HeaderSection section(String text) {
        return HeaderSection.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(HeaderSection section) {
        return new String(section.octets(), StandardCharsets.UTF_8);
    }
}
