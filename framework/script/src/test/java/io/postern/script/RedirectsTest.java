// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.ReversePath;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

@Timeout(60)
class RedirectsTest {
    @TempDir private Path home;

    @Test
    void copiesAreRedirectedInAnotherName() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { redirect } from 'postern';
                        export function route(recipient) {
                            const sender = recipient.localPart === 'verp' ? 'v+a@example.org' : '';
                            return redirect('a@example.net', { sender });
                        }
                        """)) {
            assertThat(route(script, "verp"))
                    .isEqualTo(
                            new RoutingDecision.Redirect(
                                    List.of(TestMail.mailbox("a@example.net")),
                                    new ReturnPath.Own(
                                            new ReversePath.Of(
                                                    TestMail.mailbox("v+a@example.org")))));
            assertThat(route(script, "silent"))
                    .isEqualTo(
                            new RoutingDecision.Redirect(
                                    List.of(TestMail.mailbox("a@example.net")),
                                    new ReturnPath.Own(new ReversePath.Null())));
        }
    }

    private static RoutingDecision route(TestScript script, String localPart) throws Exception {
        return script.hook(Router.class)
                .route(
                        TestMail.recipient(localPart + "@example.org"),
                        TestMail.routing("bob@example.com"));
    }
}
