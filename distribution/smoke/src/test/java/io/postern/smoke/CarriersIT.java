// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;

import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SinkMessage;
import io.postern.testkit.SmtpSink;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One message by every transport that isn't SMTP or Maildir, and on by a folder to another Postern.
 */
@Timeout(120)
class CarriersIT {
    private static final String CONFIGURATION =
            """
            hostname: one.postern.test
            listeners: [{ name: smtp, bind: "127.0.0.1:0" }]
            domains:
              local: [lmtp.test, pipe.test, mbox.test, file.test, discard.test, http.test, old.test]
            routers:
              - name: channels
                type: rewrite
                channels: [{ name: world, domains: ["*.example", client.test] }]
                rules:
                  - { in: world, to: "*@old.test", becomes: "{1}@mbox.test", sender: "s@new.test" }
              - { name: lmtp, type: local, domains: lmtp.test, transport: lmtp }
              - { name: pipe, type: local, domains: pipe.test, transport: pipe }
              - { name: mbox, type: local, domains: mbox.test, transport: mbox }
              - { name: file, type: local, domains: file.test, transport: file }
              - { name: discard, type: local, domains: discard.test, transport: discard }
              - { name: http, type: local, domains: http.test, transport: http }
            transports:
              lmtp: { type: lmtp, host: "127.0.0.1:LMTP" }
              pipe: { type: pipe, command: [FOLDER/program, "{local-part}", "{sender}"] }
              mbox: { type: mbox }
              file: { type: file, folder: FOLDER/shared }
              discard: { type: discard }
              http: { type: http, url: "http://127.0.0.1:HTTP/mail", secret: s3cret }
            admin: { bind: "127.0.0.1:0" }
            """;

    private static final String OTHER =
            """
            hostname: two.postern.test
            listeners: [{ name: smtp, bind: "127.0.0.1:0" }]
            pickup: { folder: FOLDER/shared, poll: 300ms }
            routers:
              - { name: all, type: smarthost, hosts: "127.0.0.1:SINK", transport: smtp }
            transports:
              smtp: { type: smtp }
            admin: { bind: "127.0.0.1:0" }
            """;

    @TempDir private Path folder;

    @Test
    void everyTransportDelivers() throws Exception {
        Path program = folder.resolve("program");
        Files.writeString(program, "#!/bin/sh\necho \"$1|$2\" > " + folder + "/piped\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        List<String> posted = new CopyOnWriteArrayList<>();
        HttpServer http = http(posted);
        try (SmtpSink sink = SmtpSink.start();
                Lmtp lmtp = new Lmtp();
                PosternProcess two =
                        PosternProcess.inHome(folder.resolve("two"), filled(OTHER, 0, 0, sink));
                PosternProcess one =
                        PosternProcess.inHome(
                                folder.resolve("one"),
                                filled(
                                        CONFIGURATION,
                                        lmtp.port(),
                                        http.getAddress().getPort(),
                                        sink))) {
            one.start();
            two.start();
            send(one);

            SinkMessage onward = sink.awaitMessages(1, Duration.ofSeconds(60)).getFirst();
            assertThat(onward.recipients()).containsExactly("file@file.test");
            assertThat(onward.reversePath()).isEqualTo("a@client.test");
            assertThat(onward.text()).contains("by file\r\n", "(Postern, pickup)");
            awaitAll(one, lmtp, posted);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    one.command("queue", "list", "--count")
                                                            .out()
                                                            .strip())
                                            .startsWith("0"));
            assertThat(folder.resolve("shared")).isEmptyDirectory();
            assertThat(two.stop()).isZero();
            assertThat(one.stop()).isZero();
        } finally {
            http.stop(0);
        }
    }

    private static void send(PosternProcess one) {
        try (RawSmtpClient client = one.greeted()) {
            for (String domain :
                    List.of("lmtp", "pipe", "mbox", "file", "discard", "http", "old")) {
                client.expect(
                        250,
                        client.transaction(
                                "a@client.test",
                                List.of(domain + "@" + domain + ".test"),
                                Octets.message("by " + domain + "\r\n")));
            }
        }
    }

    private void awaitAll(PosternProcess one, Lmtp lmtp, List<String> posted) {
        Path mboxes = one.home().resolve("data/mbox/mbox.test");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> {
                            assertThat(lmtp.lines).contains("LHLO one.postern.test", "by lmtp");
                            assertThat(folder.resolve("piped"))
                                    .content()
                                    .isEqualTo("pipe|a@client.test\n");
                            assertThat(mboxes.resolve("mbox"))
                                    .content()
                                    .startsWith("From a@client.test")
                                    .contains("by mbox\n");
                            assertThat(mboxes.resolve("old"))
                                    .content()
                                    .startsWith("From s@new.test")
                                    .contains("by old\n");
                            assertThat(posted).hasSize(1);
                            assertThat(posted.getFirst()).contains("by http\r\n");
                        });
    }

    private String filled(String configuration, int lmtp, int http, SmtpSink sink) {
        return configuration
                .replace("FOLDER", folder.toString())
                .replace("LMTP", String.valueOf(lmtp))
                .replace("HTTP", String.valueOf(http))
                .replace("SINK", String.valueOf(sink.port()));
    }

    private static HttpServer http(List<String> posted) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 10);
        server.createContext(
                "/mail",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    posted.add(new String(body, StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    /** A mailbox server that takes everything. */
    private static final class Lmtp implements AutoCloseable {
        final List<String> lines = new CopyOnWriteArrayList<>();
        private final ServerSocket server =
                new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));

        Lmtp() throws IOException {
            Thread.ofVirtual().start(this::serve);
        }

        int port() {
            return server.getLocalPort();
        }

        private void serve() {
            try (Socket socket = server.accept()) {
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.UTF_8));
                say(socket, "220 mailboxes.test LMTP");
                boolean text = false;
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    lines.add(line);
                    if (line.equals("DATA")) {
                        text = true;
                        say(socket, "354 go");
                    } else if (!text || line.equals(".")) {
                        text = false;
                        say(socket, "250 2.0.0 ok");
                    }
                }
            } catch (IOException _) {
                // closed
            }
        }

        private static void say(Socket socket, String reply) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
