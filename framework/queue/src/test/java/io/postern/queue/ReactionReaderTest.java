// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;
import io.postern.api.transport.Peer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class ReactionReaderTest {
    @Test
    void readsARule() throws Exception {
        List<Reaction> rules =
                good(
                        """
                        - reply: '421 4\\.7\\.0 .*TSS04'
                          hosts: ["*.yahoodns.net"]
                          action: suspend-source
                          for: 2h
                        - {reply: too fast, action: slow, part: 0.25}
                        """);

        assertThat(rules).hasSize(2);
        assertThat(rules.getFirst().time()).isEqualTo(Duration.ofHours(2));
        assertThat(rules.getFirst().matches(new Peer("mta5.am0.yahoodns.net", "421 4.7.0 [TSS04]")))
                .isTrue();
        assertThat(rules.getFirst().matches(new Peer("mx.example.org", "421 4.7.0 [TSS04]")))
                .isFalse();
        assertThat(rules.getLast().action()).isEqualTo(Reaction.Action.SLOW);
        assertThat(rules.getLast().part()).isEqualTo(0.25);
        assertThat(rules.getLast().matches(new Peer("mx.example.org", "450 4.7.1 Too fast")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}|1:1|expected a list of rules
                    - word|1:3|a rule must be keys and values
                    - {reply: a}|1:3|a rule needs 'action'
                    - {reply: a, action: wait}|1:22|'wait' is none of suspend-site
                    - {reply: '(', action: slow}|1:11|no regular expression
                    - {reply: a, action: slow, for: 9d}|1:33|'9d' is no time up to 5d
                    - {reply: a, action: slow, part: 2}|1:34|'2' is no part
                    - {reply: a, when: b}|1:14|unknown key
                    - {reply: a, reply: b, action: slow}|1:14|'reply' stands here twice
                    """)
    void saysWhatIsWrongAndWhere(String text, String place, String problem) {
        assertThat(ReactionReader.read(text)).isInstanceOf(Parsed.Bad.class);
        Problem found = ((Parsed.Bad<List<Reaction>>) ReactionReader.read(text)).problems().get(0);
        assertThat(found.line() + ":" + found.column()).isEqualTo(place);
        assertThat(found.text()).contains(problem);
    }

    @Test
    void theFileThatShipsIsGood() throws Exception {
        String text =
                Files.readString(
                        Path.of("../../distribution/src/main/conf/reactions.yaml").toRealPath());

        assertThat(good(text)).hasSizeGreaterThan(10);
    }

    private static List<Reaction> good(String text) {
        return switch (ReactionReader.read(text)) {
            case Parsed.Good<List<Reaction>>(List<Reaction> rules) -> rules;
            case Parsed.Bad<List<Reaction>>(List<Problem> problems) ->
                    throw new AssertionError(problems.toString());
        };
    }
}
