// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class SuggestionTest {
    private static final List<String> KNOWN = List.of("retry", "delay-warning", "paused", "mx");

    @ParameterizedTest
    @CsvSource({
        "retrry, retry",
        "rtery, retry",
        "Retry, retry",
        "delayWarning, delay-warning",
        "delay_warning, delay-warning",
        "pause, paused",
        "xm, mx"
    })
    void nearWordIsNamed(String word, String meant) {
        assertThat(Suggestion.among(KNOWN, word)).isEqualTo("; did you mean '" + meant + "'?");
    }

    @Test
    void otherwiseAllAreNamed() {
        assertThat(Suggestion.among(KNOWN, "backoff"))
                .isEqualTo("; known: delay-warning, mx, paused, retry");
        assertThat(Suggestion.among(List.of(), "smtp")).isEqualTo("; there is none");
    }

    @Test
    void nearestOfSeveralIsNamed() {
        assertThat(Suggestion.among(List.of("networks", "network"), "networ"))
                .isEqualTo("; did you mean 'network'?");
    }
}
