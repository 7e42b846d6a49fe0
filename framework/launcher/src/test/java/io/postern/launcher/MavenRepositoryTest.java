// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import io.postern.testkit.TestCertificates;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

class MavenRepositoryTest {
    private static final String[] COORDINATES = {"org.example", "router-x", "1.0"};

    @TempDir private Path folder;
    private Path jar;

    @BeforeEach
    void makeARepository() throws IOException {
        Path version = Files.createDirectories(folder.resolve("org/example/router-x/1.0"));
        jar = Files.writeString(version.resolve("router-x-1.0.jar"), "a jar");
    }

    @Test
    void aFolderIsOneWithChecksumsOrWithout() throws Exception {
        assertThat(new MavenRepository(folder.toString()).fetch(COORDINATES)).hasContent("a jar");
        checksum(".sha1", "SHA-1", "a jar");
        assertThat(new MavenRepository(folder.toUri().toString()).fetch(COORDINATES))
                .hasContent("a jar");
    }

    @Test
    void aJarThatIsNotWhatItsChecksumSaysIsRefused() throws Exception {
        checksum(".sha1", "SHA-1", "a jar");
        checksum(".sha256", "SHA-256", "another jar");
        refused(new MavenRepository(folder.toString()), Exit.NO, "isn't what");
    }

    @Test
    void whatIsNotThereIsANo() {
        assertThatThrownBy(
                        () -> new MavenRepository(folder.toString()).fetch("org.example", "y", "1"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("no org/example/y/1/y-1.jar");
    }

    @Test
    void otherPlacesAndOtherCoordinatesAreNotSaidRight() {
        refused(new MavenRepository("http://127.0.0.1:1/"), Exit.USAGE, "https");
        assertThatThrownBy(() -> new MavenRepository(folder.toString()).fetch("a", "..", "1"))
                .isInstanceOf(CommandException.class);
        assertThatThrownBy(() -> new MavenRepository(folder.toString()).fetch("a/b", "c", "1"))
                .isInstanceOf(CommandException.class);
    }

    @Test
    void aServerMustHaveChecksums() throws Exception {
        TestCertificates authority = TestCertificates.authority("repository");
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(authority.server("localhost", "127.0.0.1").context()));
        server.createContext(
                "/",
                exchange -> {
                    Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
                    boolean there = Files.isRegularFile(file);
                    byte[] octets = there ? Files.readAllBytes(file) : new byte[0];
                    exchange.sendResponseHeaders(there ? 200 : 404, there ? octets.length : -1);
                    exchange.getResponseBody().write(octets);
                    exchange.close();
                });
        server.start();
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(authority.trustingContext()).build()) {
            MavenRepository repository =
                    new MavenRepository(
                            "https://localhost:" + server.getAddress().getPort() + "/", client);
            refused(repository, Exit.NO, "no checksum");
            checksum(".sha256", "SHA-256", "a jar");
            assertThat(repository.fetch(COORDINATES)).hasContent("a jar");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aFileIsTakenAsItIsAndCoordinatesNeedAPlace() throws Exception {
        try (PluginSource source = PluginSource.of(jar.toString(), () -> "")) {
            assertThat(source.file()).isEqualTo(jar);
        }
        assertThat(jar).exists();
        assertThatThrownBy(() -> PluginSource.of("org.example:router-x:1.0", () -> ""))
                .hasMessageContaining("--repository");
        assertThatThrownBy(() -> PluginSource.of("nothing.jar", () -> ""))
                .hasMessageContaining("no file nothing.jar");
        try (PluginSource source =
                PluginSource.of("org.example:router-x:1.0", () -> folder.toString())) {
            assertThat(source.file()).isNotEqualTo(jar).hasContent("a jar");
        }
    }

    private static void refused(MavenRepository repository, int exitCode, String why) {
        assertThatThrownBy(() -> repository.fetch(COORDINATES))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        trouble -> {
                            assertThat(trouble.exitCode()).isEqualTo(exitCode);
                            assertThat(trouble.getMessage()).contains(why);
                        });
    }

    private void checksum(String ending, String algorithm, String of) throws Exception {
        byte[] digest =
                MessageDigest.getInstance(algorithm).digest(of.getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                jar.resolveSibling("router-x-1.0.jar" + ending),
                HexFormat.of().formatHex(digest) + "  router-x-1.0.jar\n");
    }
}
