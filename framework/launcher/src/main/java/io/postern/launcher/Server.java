// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import ch.qos.logback.classic.Level;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One running Postern: takes the home, starts the platform, says when it is ready, waits. */
final class Server {
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);

    private final Home home;
    private final PrintWriter out;
    private final PrintWriter err;

    Server(Home home, PrintWriter out, PrintWriter err) {
        this.home = home;
        this.out = out;
        this.err = err;
    }

    /**
     * Blocks until it has been stopped; the exit code.
     *
     * @param acceptedGaps journal files that may be missing
     */
    int run(boolean logToStderr, boolean verbose, List<Integer> acceptedGaps)
            throws IOException, InterruptedException {
        home.prepare();
        try (HomeLock _ = HomeLock.take(home)) {
            Logs logs =
                    logToStderr
                            ? Logs.toStderr(Level.TRACE, verbose)
                            : Logs.toFolder(home.log(), verbose);
            Platform platform = install(acceptedGaps);
            Shutdown.before(() -> stop(platform, logs));
            return serve(platform);
        } catch (BundleException broken) {
            throw new CommandException(Exit.NO, "OSGi: " + broken.getMessage());
        }
    }

    private Platform install(List<Integer> acceptedGaps) throws BundleException, IOException {
        Distribution distribution = Distribution.current();
        Map<String, String> properties =
                PlatformProperties.of(distribution, home, home.cache(), false);
        properties.put(
                "postern.accept-gap",
                acceptedGaps.stream().map(String::valueOf).collect(Collectors.joining(",")));
        return Platform.install(distribution, properties);
    }

    private int serve(Platform platform) throws BundleException, InterruptedException {
        platform.start();
        List<String> errors = List.of();
        try {
            errors = platform.command("apply");
        } catch (CommandException broken) {
            if (failure() == null) {
                throw broken;
            }
        }
        Integer failed = failure();
        if (failed != null) {
            return failed; // who set it has said why
        }
        if (!errors.isEmpty()) {
            return say(errors, Exit.NO);
        }
        Readiness.Report report = new Readiness(platform.context()).await(READY_LIMIT);
        if (!report.errors().isEmpty()) {
            return say(report.errors(), Exit.TRY_AGAIN);
        }
        if (!report.isComplete()) {
            return say(List.of(report.missing()), Exit.TRY_AGAIN);
        }
        printReady(report);
        platform.awaitStop();
        return Integer.getInteger("postern.exit", Exit.FINE);
    }

    /** The exit code of who has ended the process; null where nobody has. */
    private static @Nullable Integer failure() {
        return Integer.getInteger("postern.exit");
    }

    private int say(List<String> lines, int exitCode) {
        lines.forEach(line -> err.println("postern: " + line));
        err.flush();
        return exitCode;
    }

    private void printReady(Readiness.Report report) {
        Instant started = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        double seconds = Duration.between(started, Instant.now()).toMillis() / 1000.0;
        String line =
                String.format(
                        Locale.ROOT,
                        "Postern %s ready in %.1f s: %s",
                        Distribution.version(),
                        seconds,
                        report.places());
        LoggerFactory.getLogger("postern").info("{}", line);
        out.println(line);
        out.flush();
    }

    private static void stop(Platform platform, Logs logs) {
        Logger log = LoggerFactory.getLogger("postern");
        if (platform.stop(Shutdown.LIMIT)) {
            log.info("Postern stopped");
        } else {
            log.error("not stopped after {}", Shutdown.LIMIT);
        }
        logs.stop();
    }
}
