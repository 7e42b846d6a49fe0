// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class HookChainTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void firstAnswerThatIsNoPassWinsAndLaterHooksAreNotAsked() throws Exception {
        List<String> asked = new ArrayList<>();
        HookChain<Names> chain = chain(note(asked, "pass"), note(asked, "yes"), note(asked, "no"));
        assertThat(chain.first(Names::name, "pass"::equals))
                .isInstanceOfSatisfying(
                        Answer.Given.class, given -> assertThat(given.value()).isEqualTo("yes"));
        assertThat(asked).containsExactly("pass", "yes");
    }

    @Test
    void allPassingIsNoAnswer() throws Exception {
        assertThat(chain(() -> "pass", () -> "pass").first(Names::name, "pass"::equals))
                .isEqualTo(new Answer.None<>());
    }

    @Test
    void troubleEndsTheChainSoThatABrokenPolicyIsNotSkipped() throws Exception {
        HookChain<Names> chain =
                chain(
                        () -> {
                            throw new IllegalStateException("broken");
                        },
                        () -> "yes");
        assertThat(chain.first(Names::name, "pass"::equals)).isInstanceOf(Answer.Trouble.class);
    }

    private static HookChain<Names> chain(Names... services) {
        return HookChain.of(Names.class, LIMIT, List.of(services));
    }

    private static Names note(List<String> asked, String answer) {
        return () -> {
            asked.add(answer);
            return answer;
        };
    }

    private interface Names {
        String name();
    }
}
