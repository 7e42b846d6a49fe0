// SPDX-License-Identifier: Apache-2.0
package io.postern.testserver;

import io.postern.testkit.SmtpSink;
import io.postern.testkit.StubDns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a {@link TestServer} is to be, before it starts. Used by one thread. */
public final class ServerSetup {
    /** Plugins of the test are asked before those of the configuration, scripts included. */
    private static final int FIRST_RANKING = 10_000;

    private final List<Registration> registrations = new ArrayList<>();
    private final List<Path> bundles = new ArrayList<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private Sections sections = Sections.of(standard());

    ServerSetup() {}

    /** Another plugin of the test's; asked after those before it. */
    public ServerSetup with(Object plugin) {
        return with(plugin, Map.of());
    }

    /**
     * The same with properties of its service, as its component would have them: {@code
     * postern.name} is the name of a transport or a look-up, {@code postern.verbs} what a command
     * handler handles, {@code service.ranking} its place. Without them the name is that of its
     * class, and the place behind those before it.
     *
     * @param plugin implements one or several hooks
     * @throws IllegalArgumentException where it implements none
     */
    public ServerSetup with(Object plugin, Map<String, Object> properties) {
        registrations.add(
                Registration.of(plugin, properties, FIRST_RANKING - registrations.size()));
        return this;
    }

    /** As {@link #with(Object, Map)}, with a name: that of a transport, or of a look-up. */
    public ServerSetup with(String name, Object plugin) {
        return with(plugin, Map.of("postern.name", name));
    }

    /**
     * A plugin as it is installed: its jar, or the folder of its classes with the manifest that bnd
     * wrote, {@code target/classes}. {@link #configuration} says what becomes of it.
     */
    public ServerSetup install(Path bundle) {
        bundles.add(bundle);
        return this;
    }

    /**
     * Sections of a {@code postern.yaml}, each in the place of the standard one of its key, which
     * {@link TestServer} shows. {@code ${sink}} is where the sink listens, {@code ${dns}} where the
     * stub DNS does, both as address and port.
     *
     * @throws IllegalArgumentException where it doesn't begin with a section
     */
    public ServerSetup configuration(String yaml) {
        sections = sections.with(Sections.of(yaml));
        return this;
    }

    /** A file of the home, such as {@code conf/aliases}. */
    public ServerSetup file(String path, String content) {
        files.put(path, content);
        return this;
    }

    /**
     * Starts it. Blocks until it takes mail; a second or two.
     *
     * @throws IllegalArgumentException where the configuration is refused; the message has the
     *     lines that {@code postern check} would print
     */
    public TestServer start() throws InterruptedException {
        TestServer server = new TestServer(SmtpSink.start(), StubDns.start(), sections);
        boolean started = false;
        try {
            server.start(registrations, bundles, files);
            started = true;
            return server;
        } finally {
            if (!started) {
                server.close();
            }
        }
    }

    private static String standard() {
        try (var in = ServerSetup.class.getResourceAsStream("standard.yaml")) {
            if (in == null) {
                throw new IllegalStateException("standard.yaml is not in this jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
