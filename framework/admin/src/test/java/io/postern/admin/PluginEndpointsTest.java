// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.plugins.PluginOrder;
import io.postern.plugins.PluginOrder.Verb;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

class PluginEndpointsTest {
    private final FakeServices services = new FakeServices();
    private final PluginEndpoints endpoints = new PluginEndpoints(services);

    @Test
    void theListHasBothVersionsOfATrialAndWhatIsWrongInTheFolder() throws Exception {
        String list = text(endpoints.list(request("/api/plugins", "")));
        assertThat(list)
                .contains("\"router-x\"", "\"1.0.0\"", "\"1.1.0\"", "0.05", "\"0.9.0\"")
                .contains("broken.jar", "it is no jar", "/srv/plugins")
                .contains("io.postern.api.routing.Router");
    }

    @Test
    void oneThatIsNotThereIsA404() throws Exception {
        assertThat(endpoints.show(request("/p?name=router-x", "")).status()).isEqualTo(200);
        assertThat(endpoints.show(request("/p?name=other", "")).status()).isEqualTo(404);
        assertThatThrownBy(() -> endpoints.show(request("/p", "")))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void aJarIsTheBodyAndTheRestIsInTheQuery() throws Exception {
        Answer answer =
                endpoints.take(true).answer(request("/u?accept&canary=0.05&who=ann", "good"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(text(answer)).contains("\"updated\"");
        assertThat(services.plugins.orders.getFirst())
                .isInstanceOfSatisfying(
                        PluginOrder.Take.class,
                        take -> {
                            assertThat(take.accept()).isTrue();
                            assertThat(take.dryRun()).isFalse();
                            assertThat(take.share()).isEqualTo(0.05);
                            assertThat(take.who()).isEqualTo("ann");
                        });
    }

    @Test
    void whatIsRefusedIsA422WithTheReason() throws Exception {
        Answer answer = endpoints.take(false).answer(request("/i", "bad"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(text(answer)).contains("it is no jar");
        assertThat(endpoints.check(request("/c", "bad")).status()).isEqualTo(422);
    }

    @Test
    void aShareThatIsNoneIsA400() {
        for (String share : new String[] {"5%", "0", "1", "-1", "NaN"}) {
            assertThatThrownBy(
                            () -> endpoints.take(true).answer(request("/u?canary=" + share, "x")))
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void ordersNameThePlugin() throws Exception {
        String body = "{\"name\":\"router-x\",\"dryRun\":true}";
        assertThat(endpoints.change(Verb.REMOVE).answer(request("/r", body)).status())
                .isEqualTo(200);
        assertThat(services.plugins.orders)
                .containsExactly(new PluginOrder.Change(Verb.REMOVE, "router-x", true, "API"));
        assertThat(
                        endpoints
                                .change(Verb.PROMOTE)
                                .answer(request("/r", "{\"name\":\"no\"}"))
                                .status())
                .isEqualTo(404);
        assertThatThrownBy(() -> endpoints.change(Verb.REMOVE).answer(request("/r", "{}")))
                .isInstanceOf(RefusedException.class);
    }

    private static Request request(String uri, String body) throws IOException {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        return new Request(
                "POST",
                URI.create(uri.replace("%", "%25")),
                octets.length,
                new ByteArrayInputStream(octets));
    }

    private static String text(Answer answer) {
        return new String(answer.content(), StandardCharsets.UTF_8);
    }
}
