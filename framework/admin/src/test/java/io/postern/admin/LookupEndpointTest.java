// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;

import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;

class LookupEndpointTest {
    private final Endpoint endpoint = new LookupEndpoint(new FakeServices());

    private Map<String, Object> ask(String query) throws Exception {
        URI uri = URI.create("/api/lookup?" + query);
        Answer answer = endpoint.answer(new Request("GET", uri, 0, InputStream.nullInputStream()));
        return JSON.std.mapFrom(answer.content());
    }

    @Test
    void answersAreTold() throws Exception {
        assertThat(ask("name=users&key=ann"))
                .containsEntry("answer", "found")
                .containsEntry("values", List.of("gold", "silver"));
        assertThat(ask("name=users&key=bob"))
                .containsEntry("answer", "absent")
                .containsEntry("values", List.of());
        assertThat(ask("name=users&key=lost"))
                .containsEntry("answer", "unknown")
                .containsEntry("reason", "the file is gone");
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        assertThatThrownBy(() -> ask("name=none&key=ann"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("there is no lookup 'none'");
        assertThatThrownBy(() -> ask("name=users"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("say one key");
    }
}
