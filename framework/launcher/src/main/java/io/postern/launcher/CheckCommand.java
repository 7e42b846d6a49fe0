// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code postern check}: whether {@code run} or {@code reload} would take the configuration. */
@Command(
        name = "check",
        description = "Says what is wrong with conf/postern.yaml; changes nothing.")
final class CheckCommand implements Callable<Integer> {
    @Mixin private CommonOptions common = new CommonOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> errors = new Check(common.home()).errors();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(Map.of("errors", errors)));
        } else if (errors.isEmpty()) {
            out.println("conf/postern.yaml is fine");
        } else {
            errors.forEach(spec.commandLine().getErr()::println);
        }
        return errors.isEmpty() ? Exit.FINE : Exit.NO;
    }
}
