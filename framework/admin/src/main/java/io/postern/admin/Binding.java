// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import com.sun.net.httpserver.HttpServer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The HTTP server on its socket, with a virtual thread for each request. The file {@code
 * admin.address} says where it is for as long as it is there. How many connections there may be and
 * how long a request may take are system properties of the JDK's server, set in {@code
 * bin/postern}.
 */
final class Binding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Binding.class);
    private static final int GRACE_SECONDS = 1;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Path addressFile;

    private Binding(HttpServer server, ExecutorService threads, Path addressFile) {
        this.server = server;
        this.threads = threads;
        this.addressFile = addressFile;
    }

    /**
     * Binds and serves.
     *
     * @param endpoint {@code host:port}; port 0 is any
     */
    static Binding open(String endpoint, Gate gate, Path addressFile) throws IOException {
        HttpServer server = HttpServer.create(address(endpoint), 0);
        ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin/", 0).factory());
        server.setExecutor(threads);
        server.createContext("/", gate);
        server.start();
        Binding binding = new Binding(server, threads, addressFile);
        binding.writeAddress();
        LOG.info("admin bind={}", binding.address());
        return binding;
    }

    private static InetSocketAddress address(String endpoint) throws IOException {
        URI uri = URI.create("http://" + endpoint);
        if (uri.getHost() == null || uri.getPort() < 0) {
            throw new IOException("no host:port: " + endpoint);
        }
        return new InetSocketAddress(InetAddress.getByName(uri.getHost()), uri.getPort());
    }

    /** {@code ADDRESS:PORT}, the port as it is. */
    String address() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private void writeAddress() throws IOException {
        Path fresh = addressFile.resolveSibling(addressFile.getFileName() + ".new");
        Files.writeString(fresh, address() + "\n");
        Files.move(fresh, addressFile, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        server.stop(GRACE_SECONDS);
        // Not waited for: the request may be the reload that closes us.
        threads.shutdown();
        Files.deleteIfExists(addressFile);
    }
}
