// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.event.Figure;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ScriptMetricsTest {
    private final ScriptMetrics metrics = new ScriptMetrics();

    private List<String> lines() {
        return metrics.figures().stream()
                .map(one -> one.name() + one.sortedLabels() + " " + one.value())
                .sorted()
                .toList();
    }

    @Test
    void eachScriptCountsForItself() {
        metrics.count("one", "asked", Map.of("a", "b"), 1);
        metrics.count("one", "asked", Map.of("a", "b"), 2);
        metrics.count("two", "asked", Map.of("a", "b"), 1);
        metrics.gauge("one", "depth", Map.of(), 3);
        metrics.gauge("one", "depth", Map.of(), -1);
        assertThat(lines())
                .containsExactly(
                        "policy_asked{a=b, script=one} 3.0",
                        "policy_asked{a=b, script=two} 1.0",
                        "policy_depth{script=one} -1.0");
        assertThat(metrics.value("asked", Map.of("a", "b"))).isEqualTo(4);
        assertThat(metrics.value("asked", Map.of())).isZero();
        assertThat(metrics.figures())
                .filteredOn(one -> one.name().equals("policy_depth"))
                .extracting(Figure::kind)
                .containsExactly(Figure.Kind.GAUGE);
    }

    @Test
    void valuesThatAreTooManyOrTooLongAreOther() {
        for (int i = 0; i < 60; i++) {
            metrics.count("one", "asked", Map.of("client", "c" + i), 1);
        }
        metrics.count("one", "asked", Map.of("client", "x".repeat(65)), 1);
        assertThat(metrics.figures()).hasSize(ScriptMetrics.MOST_VALUES + 1);
        assertThat(metrics.value("asked", Map.of("client", "other"))).isEqualTo(11);
    }

    @Test
    void namesThatAreTooManyAreOneName() {
        for (int i = 0; i < ScriptMetrics.MOST_NAMES + 5; i++) {
            metrics.count("one", "name" + i, Map.of(), 1);
        }
        assertThat(metrics.value("other_counter", Map.of())).isEqualTo(5);
    }

    @Test
    void combinationsThatAreTooManyAreOther() {
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 40; j++) {
                metrics.count("one", "asked", Map.of("a", "a" + i, "b", "b" + j), 1);
            }
        }
        assertThat(metrics.figures()).hasSize(ScriptMetrics.MOST_SERIES + 1);
        assertThat(metrics.value("asked", Map.of("a", "other", "b", "other"))).isEqualTo(600);
    }

    @Test
    void whatCannotBeIsRefused() {
        metrics.count("one", "asked", Map.of(), 1);
        assertThatThrownBy(() -> metrics.gauge("one", "asked", Map.of(), 1))
                .hasMessage("'asked' is a counter");
        assertThatThrownBy(() -> metrics.count("one", "asked", Map.of(), -1))
                .hasMessage("a counter only grows");
        assertThatThrownBy(() -> metrics.count("one", "Asked!", Map.of(), 1))
                .hasMessageContaining("name must be like");
        assertThatThrownBy(() -> metrics.count("one", "asked", Map.of("script", "x"), 1))
                .hasMessageContaining("label must be like");
    }
}
