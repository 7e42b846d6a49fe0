// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.bench.Load;
import io.postern.bench.Target;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;

/** What is sent: the options that {@code bench send} and {@code bench relay} have in common. */
final class BenchLoad {
    @ArgGroup(validate = false, order = 1, heading = "%nHow much, and how fast:%n")
    private BenchAmount amount = new BenchAmount();

    @ArgGroup(validate = false, order = 2, heading = "%nThe messages:%n")
    private BenchMessages messages = new BenchMessages();

    @ArgGroup(validate = false, order = 3, heading = "%nThe dialogue:%n")
    private BenchDialogue dialogue = new BenchDialogue();

    @ArgGroup(validate = false, order = 4, heading = "%nTLS and login:%n")
    private BenchTls tls = new BenchTls();

    @Option(
            names = "--yes-remote",
            description = "The server may be on another machine, and is mine.")
    private boolean remote;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "The server's process: measure its CPU time too.")
    private long pid;

    /**
     * Says it in the bench's own terms.
     *
     * @throws CommandException where it makes no sense
     */
    Load load(String server) throws IOException {
        Endpoint endpoint = Endpoint.parse(server);
        InetSocketAddress address = endpoint.resolve(remote);
        try {
            return new Load(
                    new Target(address, tls.security(endpoint), tls.login(), dialogue.patience()),
                    amount.pace(),
                    dialogue.manner(messages.sizes()),
                    messages.addresses(),
                    new SecureRandom().nextLong(Load.MOST_RUN + 1),
                    messages.seed());
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(Exit.USAGE, String.valueOf(wrong.getMessage()));
        }
    }

    /** The server's, from now on; nothing where nobody said which process that is. */
    @Nullable Cpu serverCpu() {
        return pid == 0 ? null : Cpu.of(pid);
    }
}
