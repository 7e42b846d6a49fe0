// SPDX-License-Identifier: Apache-2.0
package io.postern.testserver;

import io.postern.api.event.MailEvent;
import io.postern.api.event.MailEventListener;
import io.postern.testkit.RawReply;
import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.StubDns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The real server, spool, queue and SMTP transport in the JVM of a test, with the test's plugins:
 *
 * <pre>{@code
 * try (TestServer server = TestServer.with(new WeekendRouter(options)).start()) {
 *     server.send("alice@client.test", "bob@example.test", "hello");
 *     server.sink().awaitMessages(1);
 * }
 * }</pre>
 *
 * <p>It runs in an OSGi framework of its own, as the distribution does, with a home in a temporary
 * folder and a spool in memory. It listens on free ports of 127.0.0.1 and asks a stub DNS, so that
 * nothing leaves the machine. Mail that the test's plugins leave alone goes to {@link #sink}, which
 * its last router names. The configuration is
 *
 * <pre>
 * hostname: mx.postern.test
 * listeners:
 *   - name: smtp
 *     bind: 127.0.0.1:0
 * domains:
 *   local: [local.test]
 * relay:
 *   networks: [127.0.0.0/8]
 * routers:
 *   - name: to-sink
 *     type: smarthost
 *     hosts: ["${sink}"]
 *     transport: smtp
 * transports:
 *   smtp:
 *     type: smtp
 * queue:
 *   retry: ["1s until 1m"]
 * dns:
 *   servers: ["${dns}"]
 * spool:
 *   journal: memory
 * </pre>
 *
 * <p>and {@link ServerSetup#configuration} puts sections in the place of these. Safe for many
 * threads; several servers may run at once.
 */
public final class TestServer implements AutoCloseable {
    private final SmtpSink sink;
    private final StubDns dns;
    private final Sections sections;
    private final Path home;
    private final Events events = new Events();
    private final Platform platform = new Platform();
    private int port;

    TestServer(SmtpSink sink, StubDns dns, Sections sections) {
        this.sink = sink;
        this.dns = dns;
        this.sections = sections;
        try {
            this.home = Files.createTempDirectory("postern-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server to be with these plugins, objects that implement hooks; asked in this order. */
    public static ServerSetup with(Object... plugins) {
        ServerSetup setup = new ServerSetup();
        for (Object plugin : plugins) {
            setup.with(plugin);
        }
        return setup;
    }

    /** Where the first listener listens. */
    public int port() {
        return port;
    }

    /** The host that gets mail by the standard configuration. */
    public SmtpSink sink() {
        return sink;
    }

    /** Whom it asks for names. Knows none at first. */
    public StubDns dns() {
        return dns;
    }

    /** Its home, which goes with it. */
    public Path home() {
        return home;
    }

    /** A client that has been greeted and has said EHLO; the test closes it. */
    public RawSmtpClient client() {
        return RawSmtpClient.greeted(port);
    }

    /** Sends a message with one header field and this line; the last reply, whatever it is. */
    public RawReply send(String from, String to, String line) {
        return send(from, List.of(to), "Subject: test\r\n\r\n" + line + "\r\n");
    }

    /** Sends a message, which ends its lines with CRLF; the last reply, whatever it is. */
    public RawReply send(String from, List<String> to, String message) {
        try (RawSmtpClient client = client()) {
            RawReply reply = client.transaction(from, to, message.getBytes(StandardCharsets.UTF_8));
            client.quit();
            return reply;
        }
    }

    /** What has happened so far: acceptances, refusals, attempts, plugins that failed, and more. */
    public List<MailEvent> events() {
        return events.all();
    }

    /** Waits until so many events of a kind have come, and returns all there are of it. */
    public <E extends MailEvent> List<E> awaitEvents(Class<E> type, int n)
            throws InterruptedException {
        return events.await(type, n, SmtpSink.PATIENCE);
    }

    /**
     * Applies other sections, as {@code postern reload} does: {@link ServerSetup#configuration}.
     * The problems, a line each; with one nothing changes.
     */
    public List<String> reload(String yaml) throws InterruptedException {
        write("conf/postern.yaml", sections.with(Sections.of(yaml)).yaml());
        return platform.apply();
    }

    /**
     * The service that a plugin has registered for a hook, to be asked without the server between:
     * a look-up, which only scripts ask. Valid while its configuration is.
     *
     * @param name its name in the configuration
     * @throws IllegalArgumentException where there is none of that name
     */
    public <H> H service(Class<H> hook, String name) {
        return platform.service(hook, name);
    }

    /** Installs another bundle while mail flows; a reload is what gives it a place. */
    public void install(Path bundle) {
        platform.install(bundle);
    }

    /** Takes a bundle away while mail flows; blocks until the calls that it is in have ended. */
    public void uninstall(String symbolicName) {
        platform.uninstall(symbolicName);
    }

    /** Stops it, the sink and the DNS, and deletes its home. */
    @Override
    public void close() {
        platform.stop();
        sink.close();
        dns.close();
        deleteHome();
    }

    void start(List<Registration> registrations, List<Path> bundles, Map<String, String> files)
            throws InterruptedException {
        files.forEach(this::write);
        write("conf/postern.yaml", sections.yaml());
        platform.start(home);
        bundles.forEach(platform::install);
        platform.register(
                new Registration(events, List.of(MailEventListener.class.getName()), Map.of()));
        registrations.forEach(platform::register);
        List<String> problems = platform.apply();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        port = platform.awaitListener(SmtpSink.PATIENCE);
    }

    private void write(String path, String content) {
        try {
            Path file = home.resolve(path);
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, placed(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String placed(String text) {
        return text.replace("${sink}", "127.0.0.1:" + sink.port())
                .replace("${dns}", dns.endpoint());
    }

    private void deleteHome() {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
