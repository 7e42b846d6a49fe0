// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Other people's mail programs. A test that can't have one is skipped, and says why. */
final class Peers {
    private static final Path UNPACKED = Path.of("target/peers").toAbsolutePath();

    private Peers() {}

    /** Starts Python; what it prints comes together. */
    static Process python(List<String> line) throws IOException {
        require("python3");
        return new ProcessBuilder(line).redirectErrorStream(true).start();
    }

    /** A program of Postfix, ready to start, from Debian's package unpacked aside. */
    static ProcessBuilder postfix(String program, List<String> arguments)
            throws IOException, InterruptedException {
        Path tree = postfix();
        ProcessBuilder builder = builder(tree.resolve("usr/sbin/" + program), arguments);
        builder.environment().put("LD_LIBRARY_PATH", tree.resolve("usr/lib/postfix").toString());
        return builder;
    }

    /** Postfix, unpacked. */
    static Path postfix() throws IOException, InterruptedException {
        return debian("usr/sbin/postfix", "postfix");
    }

    /** Exim, unpacked. */
    static Path exim() throws IOException, InterruptedException {
        return debian("usr/sbin/exim4", "exim4-daemon-light", "exim4-base", "libidn12");
    }

    /** Swaks, ready to start. */
    static ProcessBuilder swaks(List<String> arguments) throws IOException, InterruptedException {
        require("perl");
        Path tree =
                debian(
                        "usr/bin/swaks",
                        "swaks",
                        "libnet-ssleay-perl",
                        "libnet-dns-perl",
                        "libdigest-hmac-perl");
        ProcessBuilder builder = builder(tree.resolve("usr/bin/swaks"), arguments);
        builder.environment()
                .put(
                        "PERL5LIB",
                        tree + "/usr/lib/x86_64-linux-gnu/perl5/5.36:" + tree + "/usr/share/perl5");
        return builder;
    }

    /** Msmtp, ready to start. */
    static ProcessBuilder msmtp(List<String> arguments) throws IOException, InterruptedException {
        Path tree =
                debian(
                        "usr/bin/msmtp",
                        "msmtp",
                        "libgsasl18",
                        "libidn12",
                        "libntlm0",
                        "libgssglue1",
                        "libsecret-1-0");
        ProcessBuilder builder = builder(tree.resolve("usr/bin/msmtp"), arguments);
        builder.environment().put("LD_LIBRARY_PATH", tree + "/usr/lib/x86_64-linux-gnu");
        return builder;
    }

    /** Where Node.js finds nodemailer. */
    static Path nodemailer() throws IOException, InterruptedException {
        require("node");
        require("npm");
        Path folder = UNPACKED.resolve("nodemailer");
        Path module = folder.resolve("node_modules/nodemailer/package.json");
        if (!Files.exists(module)) {
            run(folder, "npm install --silent --no-save --prefix . nodemailer@7");
        }
        Assumptions.assumeTrue(
                Files.exists(module), () -> skip("nodemailer can't be had from npm"));
        return folder;
    }

    /**
     * A script of the test resources in a mount namespace of its own, where it may put its own
     * users and libraries in the place of the machine's.
     */
    static ProcessBuilder inNamespace(Path script, List<String> arguments) {
        require("unshare");
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root"),
                () -> skip("a mount namespace needs root"));
        List<String> line = new ArrayList<>(List.of("unshare", "-m", "sh", script.toString()));
        line.addAll(arguments);
        return new ProcessBuilder(line).redirectErrorStream(true);
    }

    /** Skips the test where a program is missing. */
    static void require(String program) {
        Assumptions.assumeTrue(onPath(program), () -> skip(program + " isn't installed"));
    }

    /** Debian's packages, unpacked aside once; the first names the folder. */
    private static Path debian(String program, String... packages)
            throws IOException, InterruptedException {
        Path tree = UNPACKED.resolve(packages[0]);
        if (!Files.isExecutable(tree.resolve(program)) && onPath("apt-get") && onPath("dpkg")) {
            run(
                    tree,
                    "apt-get download -q "
                            + String.join(" ", packages)
                            + " && for deb in *.deb; do dpkg -x \"$deb\" .; done");
        }
        Assumptions.assumeTrue(
                Files.isExecutable(tree.resolve(program)),
                () -> skip("Debian's package " + packages[0] + " can't be had"));
        return tree;
    }

    private static ProcessBuilder builder(Path program, List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(program.toString()));
        line.addAll(arguments);
        return new ProcessBuilder(line).redirectErrorStream(true);
    }

    private static void run(Path folder, String script) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Process process =
                new ProcessBuilder("sh", "-c", script)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("unpack.log").toFile())
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
