// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Asks the server that runs with a home. Finds it by {@code data/admin.address} and proves by
 * {@code data/admin.token} that we may. (HttpURLConnection, since the newer client takes a third of
 * a second longer to start.)
 */
final class AdminClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    /** A reload waits for plugins up to half a minute. */
    private static final Duration READ_LIMIT = Duration.ofMinutes(2);

    private final Home home;

    AdminClient(Home home) {
        this.home = home;
    }

    Answer get(String path) throws IOException {
        return ask(open("GET", path));
    }

    /** Posts a JSON object. */
    Answer post(String path, Map<String, ?> fields) throws IOException {
        byte[] body = Json.text(fields).getBytes(StandardCharsets.UTF_8);
        HttpURLConnection connection = open("POST", path);
        connection.setRequestProperty("Content-Type", "application/json");
        return ask(connection, out -> out.write(body), body.length);
    }

    /** Posts a message. */
    Answer postMessage(String path, Path message) throws IOException {
        HttpURLConnection connection = open("POST", path);
        connection.setRequestProperty("Content-Type", "message/rfc822");
        return ask(connection, out -> Files.copy(message, out), Files.size(message));
    }

    /** Posts a jar. */
    Answer postJar(String path, Path jar) throws IOException {
        HttpURLConnection connection = open("POST", path);
        connection.setRequestProperty("Content-Type", "application/java-archive");
        return ask(connection, out -> Files.copy(jar, out), Files.size(jar));
    }

    private HttpURLConnection open(String method, String path) throws IOException {
        String address = read(home.adminAddress());
        HttpURLConnection connection =
                (HttpURLConnection)
                        URI.create("http://" + address + path)
                                .toURL()
                                .openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) CONNECT_LIMIT.toMillis());
        connection.setReadTimeout((int) READ_LIMIT.toMillis());
        connection.setRequestProperty("Authorization", "Bearer " + read(home.adminToken()));
        return connection;
    }

    private Answer ask(HttpURLConnection connection, Body body, long length) throws IOException {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(length);
        try (OutputStream out = connection.getOutputStream()) {
            body.writeTo(out);
        } catch (ConnectException _) {
            throw notRunning();
        } catch (SocketException _) {
            // It may have answered before it had read all, so look at the answer.
        }
        return ask(connection);
    }

    private Answer ask(HttpURLConnection connection) throws IOException {
        int status;
        String text;
        try {
            status = connection.getResponseCode();
            text = text(status < 400 ? connection.getInputStream() : connection.getErrorStream());
        } catch (SocketTimeoutException _) {
            throw new CommandException(
                    Exit.TRY_AGAIN, "no answer after " + READ_LIMIT.toSeconds() + " s");
        } catch (SocketException _) {
            throw notRunning();
        }
        if (status == 401) {
            throw new CommandException(
                    Exit.TRY_AGAIN,
                    "no Postern runs with home "
                            + home
                            + ": "
                            + connection.getURL().getAuthority()
                            + " doesn't know its token");
        }
        if (status >= 400) {
            throw refused(status, text);
        }
        return new Answer(text, Json.parse(text));
    }

    private static String text(@Nullable InputStream stream) throws IOException {
        if (stream == null) {
            return "";
        }
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static CommandException refused(int status, String text) {
        int exitCode =
                switch (status) {
                    case 400 -> Exit.USAGE;
                    case 429 -> Exit.TRY_AGAIN;
                    default -> status >= 500 ? Exit.TRY_AGAIN : Exit.NO;
                };
        try {
            Json json = Json.parse(text);
            List<String> errors = json.texts("errors");
            return errors.isEmpty()
                    ? new CommandException(exitCode, json.text("error"))
                    : new CommandException(exitCode, errors);
        } catch (IOException _) {
            return new CommandException(exitCode, "HTTP status " + status);
        }
    }

    private String read(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException _) {
            throw notRunning();
        }
    }

    private CommandException notRunning() {
        return new CommandException(Exit.TRY_AGAIN, "no Postern runs with home " + home);
    }

    /**
     * What it said.
     *
     * @param text as it came
     * @param json the same, parsed
     */
    record Answer(String text, Json json) {}

    /** Writes a request's body. */
    private interface Body {
        void writeTo(OutputStream out) throws IOException;
    }
}
