// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;

import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.net.URI;
import java.util.List;

class HooksEndpointTest {
    @Test
    void hooksSayWhereTheyComeFromAndHowTheyDo() throws Exception {
        Request request =
                new Request("GET", URI.create("/api/hooks"), 0, InputStream.nullInputStream());
        Answer answer = new HooksEndpoint(new FakeServices()).answer(request);
        List<?> hooks = (List<?>) JSON.std.mapFrom(answer.content()).get("hooks");
        assertThat(hooks.getFirst().toString())
                .contains("from=routers: mailboxes", "onFailure=defer", "share=0.25", "errors=3")
                .contains("suspendedUntil=2026-01-01T00:01:00Z", "answers={Via=7}")
                .contains("medianMicros=2000", "slowestMicros=300000", "cpuMillis=1500");
        assertThat(hooks.getLast().toString()).contains("from=plugin").doesNotContain("share");
    }
}
