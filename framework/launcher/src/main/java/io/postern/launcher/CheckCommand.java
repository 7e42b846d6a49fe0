// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code postern check}: whether {@code run} or {@code reload} would take the configuration. */
@Command(
        name = "check",
        description = {
            "Says what is wrong with conf/postern.yaml, and who may send where if nothing is;",
            "changes nothing. An open relay is wrong too."
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin private CommonOptions common = new CommonOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Check.Findings findings = new Check(common.home()).findings();
        RelayReport relay = new RelayReport(findings.relay());
        if (json) {
            printJson(findings, relay);
        } else if (findings.errors().isEmpty()) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("conf/postern.yaml is fine");
            relay.print(out);
            out.flush();
        }
        PrintWriter err = spec.commandLine().getErr();
        if (!json) {
            findings.errors().forEach(err::println);
        }
        relay.warnings().forEach(warning -> err.println("postern: " + warning));
        return findings.errors().isEmpty() && relay.warnings().isEmpty() ? Exit.FINE : Exit.NO;
    }

    private void printJson(Check.Findings findings, RelayReport relay) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("errors", findings.errors());
        fields.put("openRelay", !relay.warnings().isEmpty());
        fields.put("relay", findings.relay());
        spec.commandLine().getOut().println(Json.text(fields));
    }
}
