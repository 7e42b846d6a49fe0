// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/** A command that asks the running server one thing and prints the answer. */
abstract class ClientCommand implements Callable<Integer> {
    @Mixin private CommonOptions common = new CommonOptions();

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public final Integer call() throws IOException {
        AdminClient.Answer answer = ask(new AdminClient(common.home()));
        if (json) {
            out().println(answer.text().strip());
        } else {
            print(answer.json(), out());
        }
        out().flush();
        return exitCode(answer.json());
    }

    abstract AdminClient.Answer ask(AdminClient client) throws IOException;

    abstract void print(Json answer, PrintWriter out);

    /** Fine, where the answer can't be no. */
    int exitCode(@SuppressWarnings("unused") Json answer) {
        return Exit.FINE;
    }

    /** What was asked isn't said right. */
    final CommandException usage(String line) {
        return new CommandException(Exit.USAGE, line);
    }

    /** A value in the query of a path. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Who orders it: the user of the system that runs the command. */
    static String who() {
        return System.getProperty("user.name", "unknown");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
