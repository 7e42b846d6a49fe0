// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static io.postern.script.TestMail.recipient;
import static io.postern.script.TestMail.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The script verify-recipient.js with a directory on the web, as it is shipped. */
@Timeout(60)
class ReadyDirectoryTest {
    private static final Path SCRIPT = GuideExample.ROOT.resolve("scripts/verify-recipient.js");

    @TempDir private Path home;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private String origin;
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/mailboxes/",
                exchange -> {
                    asked.add(exchange.getRequestURI().getRawPath());
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
        origin = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static Verdict verdict(TestScript script, String mailbox) throws InterruptedException {
        return script.hook(RecipientPolicy.class).onRecipient(transaction(), recipient(mailbox));
    }

    /** Of the shipped script the directory alone is another. */
    private TestScript load(WebAccess web) throws IOException {
        Path file = home.resolve("scripts/policy.js");
        String shipped = Files.readString(SCRIPT);
        String ours = shipped.replace("https://directory.example.org", origin);
        assertThat(ours).isNotEqualTo(shipped);
        TestScript.write(file, ours);
        return TestScript.asking(file, home, TestScript.PATIENT, web);
    }

    @Test
    void mailboxThatIsThereIsAskedForOnce() throws Exception {
        try (WebAccess web = new WebAccess(List.of(origin));
                TestScript script = load(web)) {
            for (String mailbox : List.of("Ann@customers.example", "ann@Customers.example")) {
                assertThat(verdict(script, mailbox)).isEqualTo(Verdict.pass());
            }
            assertThat(asked).containsExactly("/mailboxes/ann%40customers.example");
        }
    }

    @Test
    void mailboxThatIsNotThereIsRefusedAndAskedForAgain() throws Exception {
        status = 404;
        try (WebAccess web = new WebAccess(List.of(origin));
                TestScript script = load(web)) {
            for (int i = 0; i < 2; i++) {
                assertThat(verdict(script, "bob@customers.example"))
                        .isEqualTo(Verdict.reject(1, 1, "no such mailbox"));
            }
            assertThat(verdict(script, "postmaster@customers.example")).isEqualTo(Verdict.pass());
            assertThat(asked).hasSize(2);
        }
    }

    @Test
    void directoryOutOfOrderIsTemporary() throws Exception {
        status = 500;
        try (WebAccess web = new WebAccess(List.of(origin));
                TestScript script = load(web)) {
            assertThat(verdict(script, "ann@customers.example")).isInstanceOf(Verdict.Defer.class);
            server.stop(0);
            assertThatThrownBy(() -> verdict(script, "ann@customers.example"))
                    .isInstanceOf(ScriptFailedException.class);
        }
    }
}
