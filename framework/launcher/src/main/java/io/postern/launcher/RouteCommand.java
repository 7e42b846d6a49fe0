// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code postern route}. The answer is no where an address has no way; where a router can't tell
 * now it is: try again later.
 */
@Command(name = "route", description = "Says how mail for an address would go, router by router.")
final class RouteCommand extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "ADDRESS", description = "local-part@domain")
    private List<String> addresses = List.of();

    @Override
    AdminClient.Answer ask(AdminClient client) throws IOException {
        String query =
                addresses.stream()
                        .map(a -> "address=" + encoded(a))
                        .collect(Collectors.joining("&"));
        return client.get("/api/route?" + query);
    }

    @Override
    void print(Json answer, PrintWriter out) {
        Table table = new Table("RECIPIENT", "ROUTER", "DECISION", "DETAIL");
        for (Json route : answer.objects("routes")) {
            for (Json step : route.objects("steps")) {
                table.row(
                        step.text("recipient"),
                        step.text("router"),
                        step.text("decision"),
                        step.text("detail"));
            }
        }
        table.print(out);
        for (Json route : answer.objects("routes")) {
            if (exitCodeOf(route) == Exit.NO) {
                out.println("no way to " + route.text("address"));
            }
        }
    }

    @Override
    int exitCode(Json answer) {
        List<Integer> codes =
                answer.objects("routes").stream().map(RouteCommand::exitCodeOf).toList();
        if (codes.contains(Exit.NO)) {
            return Exit.NO;
        }
        return codes.contains(Exit.TRY_AGAIN) ? Exit.TRY_AGAIN : Exit.FINE;
    }

    private static int exitCodeOf(Json route) {
        List<String> decisions =
                route.objects("steps").stream().map(step -> step.text("decision")).toList();
        if (decisions.contains("unroutable")) {
            return Exit.NO;
        }
        if (decisions.contains("defer")) {
            return Exit.TRY_AGAIN;
        }
        return decisions.contains("via") || decisions.contains("discard") ? Exit.FINE : Exit.NO;
    }
}
