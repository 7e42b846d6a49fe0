// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.postern.hooks.HookFigures;
import io.postern.hooks.HookInfo;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class HookMetricsTest {
    private final PrometheusMeterRegistry registry = new MailMetrics().registry();
    private final List<HookFigures> figures = new ArrayList<>();
    private final HookMetrics metrics = new HookMetrics(() -> figures, registry);

    @Test
    void aHookHasItsFigures() {
        figures.add(hook("filter/1", "one"));
        assertThat(scrape())
                .contains("postern_hook_calls_total{" + labels("filter/1") + "} 10.0\n")
                .contains("postern_hook_errors_total{" + labels("filter/1") + "} 3.0\n")
                .contains("postern_hook_cpu_seconds_total{" + labels("filter/1") + "} 1.5\n")
                .contains(
                        "postern_hook_seconds{" + labels("filter/1") + ",quantile=\"0.5\"} 0.002\n")
                .contains(
                        "postern_hook_seconds{" + labels("filter/1") + ",quantile=\"0.99\"} 0.3\n")
                .contains("postern_hook_share{" + labels("filter/1") + "} 0.25\n")
                .contains("postern_hook_suspended{" + labels("filter/1") + "} 1.0\n");
    }

    @Test
    void versionsAreApartAndGoWhenTheyGo() {
        figures.add(hook("filter/1", "one"));
        figures.add(hook("filter/2", "one"));
        assertThat(scrape()).contains(labels("filter/1"), labels("filter/2"));
        figures.removeFirst();
        assertThat(scrape()).contains(labels("filter/2")).doesNotContain(labels("filter/1"));
        metrics.close();
        assertThat(registry.scrape()).doesNotContain("postern_hook_calls");
    }

    @Test
    void thereAreNeverTooMany() {
        for (int i = 0; i < 1000; i++) {
            figures.add(hook("filter/1", "hook" + i));
        }
        assertThat(scrape().lines().filter(line -> line.startsWith("postern_hook_calls_total")))
                .hasSize(500);
    }

    private String scrape() {
        metrics.refresh();
        return registry.scrape();
    }

    private static String labels(String plugin) {
        return "hook=\"Router\",name=\"one\",plugin=\"" + plugin + "\"";
    }

    private static HookFigures hook(String plugin, String name) {
        return FakeServices.figures(new HookInfo("Router", name, "", plugin, 0, Map.of()));
    }
}
