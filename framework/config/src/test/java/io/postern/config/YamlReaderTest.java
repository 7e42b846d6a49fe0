// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class YamlReaderTest {
    private final Problems problems = new Problems();

    @Test
    void keysAndValuesKnowTheirPlaces() {
        Node.Mapping root =
                YamlReader.read("a: 5m\nlist:\n  - 'x'\n  - y: ~\n", problems).orElseThrow();

        assertThat(problems.lines()).isEmpty();
        assertThat(root.find("a"))
                .contains(
                        new Node.Entry(
                                new Place(1, 1),
                                "a",
                                new Node.Scalar(new Place(1, 4), "5m", true)));
        assertThat(root.find("list").orElseThrow().value())
                .isEqualTo(
                        new Node.Sequence(
                                new Place(3, 3),
                                List.of(
                                        new Node.Scalar(new Place(3, 5), "x", false),
                                        new Node.Mapping(
                                                new Place(4, 5),
                                                List.of(
                                                        new Node.Entry(
                                                                new Place(4, 5),
                                                                "y",
                                                                new Node.Scalar(
                                                                        new Place(4, 8),
                                                                        "~",
                                                                        true)))))));
    }

    @Test
    void fileOfCommentsHasNoKeys() {
        assertThat(YamlReader.read("# nothing yet\n", problems))
                .contains(new Node.Mapping(Place.START, List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a: !!javax.script.ScriptEngineManager []|1:4: tags (!) aren't allowed; quote the text if it is text
                    a: !x y|1:4: tags (!) aren't allowed; quote the text if it is text
                    a: &b [x]|1:4: anchors and aliases (& and *) aren't allowed; quote the text if it is text
                    a: *b|1:4: anchors and aliases (& and *) aren't allowed; quote the text if it is text
                    - a|1:1: the file must be keys and values, as 'hostname: mx.example.org'
                    text|1:1: the file must be keys and values, as 'hostname: mx.example.org'
                    a: 1\\n? [x]\\n: y|2:3: a key must be a word
                    a: 1\\n---\\nb: 2|2:1: a second document; the file must be one
                    a: 1\\n---\\n[|2:1: a second document; the file must be one
                    a: [x|1:6: expected ',' or ']', but got <stream end>
                    a: b: c|1:5: mapping values are not allowed here
                    a:\\n\\tb: c|2:1: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)
                    """)
    void whatIsNotDataIsRefusedWithItsPlace(String text, String line) {
        YamlReader.read(text.translateEscapes(), problems);

        assertThat(problems.lines()).containsExactly("conf/postern.yaml:" + line);
    }

    @Test
    void controlCharacterIsRefusedWithItsPlace() {
        YamlReader.read("a: 1\nb: x\07\n", problems);

        assertThat(problems.lines())
                .containsExactly("conf/postern.yaml:2:5: the character U+0007 isn't allowed");
    }

    @Test
    void tenThousandLevelsAreOneLine() {
        YamlReader.read("a: " + "[".repeat(10_000), problems);

        assertThat(problems.lines()).containsExactly("conf/postern.yaml:1:20: nested too deep");
    }

    @Test
    void keysThatNestAreOneLineToo() {
        YamlReader.read("{".repeat(10_000), problems);

        assertThat(problems.lines()).containsExactly("conf/postern.yaml:1:18: nested too deep");
    }

    @Test
    void duplicatesAreAllReportedAndTheFirstHolds() {
        Node.Mapping root = YamlReader.read("a: 1\na: 2\nb: 3\nb: 4\n", problems).orElseThrow();

        assertThat(problems.lines())
                .containsExactly(
                        "conf/postern.yaml:2:1: key 'a' is already there in line 1",
                        "conf/postern.yaml:4:1: key 'b' is already there in line 3");
        assertThat(root.keys()).containsExactly("a", "b");
        assertThat(root.find("a").orElseThrow().value())
                .isEqualTo(new Node.Scalar(new Place(1, 4), "1", true));
    }
}
