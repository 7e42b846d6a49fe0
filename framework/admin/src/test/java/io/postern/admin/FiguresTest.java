// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;

import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

class FiguresTest {
    private final FakeServices services = new FakeServices();

    @Test
    void figuresAreTextAsPrometheusReadsIt() {
        assertThat(FigureText.of(services.figures()))
                .isEqualTo(
                        """
                        # HELP postern_policy_greylisted_total Of a script.
                        # TYPE postern_policy_greylisted_total counter
                        postern_policy_greylisted_total{script="a\\"b.js"} 3.0
                        # HELP postern_queue_depth Depth.
                        # TYPE postern_queue_depth gauge
                        postern_queue_depth{} 1.5
                        """);
    }

    @Test
    void someOfThemByThePrefixOfTheirNames() throws Exception {
        URI uri = URI.create("/api/figures?prefix=policy_");
        Answer answer =
                new FiguresEndpoint(services)
                        .answer(new Request("GET", uri, 0, InputStream.nullInputStream()));
        assertThat(JSON.std.mapFrom(new String(answer.content(), StandardCharsets.UTF_8)))
                .hasToString(
                        "{figures=[{name=policy_greylisted, labels={script=a\"b.js}, value=3.0}]}");
    }
}
