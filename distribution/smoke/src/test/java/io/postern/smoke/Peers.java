// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Other people's mail programs. A test that can't have one is skipped, and says why. */
final class Peers {
    private static final Path UNPACKED = Path.of("target/debian").toAbsolutePath();

    private Peers() {}

    /** Starts Python; what it prints comes together. */
    static Process python(List<String> line) throws IOException {
        Assumptions.assumeTrue(onPath("python3"), () -> skip("python3 isn't installed"));
        return new ProcessBuilder(line).redirectErrorStream(true).start();
    }

    /** A program of Postfix, ready to start, from Debian's package unpacked aside. */
    static ProcessBuilder postfix(String program, List<String> arguments)
            throws IOException, InterruptedException {
        Path root = UNPACKED.resolve("postfix");
        Path binary = root.resolve("usr/sbin/" + program);
        if (!Files.isExecutable(binary)) {
            unpack("postfix", root);
        }
        Assumptions.assumeTrue(
                Files.isExecutable(binary), () -> skip("Debian's package postfix can't be had"));
        List<String> line = new java.util.ArrayList<>(List.of(binary.toString()));
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("LD_LIBRARY_PATH", root.resolve("usr/lib/postfix").toString());
        return builder;
    }

    private static void unpack(String name, Path root) throws IOException, InterruptedException {
        if (!onPath("apt-get") || !onPath("dpkg")) {
            return;
        }
        Files.createDirectories(root);
        String script =
                "apt-get download -q " + name + " && for deb in *.deb; do dpkg -x \"$deb\" .; done";
        Process process =
                new ProcessBuilder("sh", "-c", script)
                        .directory(root.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(root.resolve("unpack.log").toFile())
                        .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private static String skip(String reason) {
        System.out.println("SKIPPED: " + reason);
        return reason;
    }
}
