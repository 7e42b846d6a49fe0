// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;

/** {@code postern tls}: the TLS of mail to others. */
@Command(
        name = "tls",
        description = "Says how much TLS mail to others needs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = TlsCommand.Policy.class)
final class TlsCommand {
    @Mixin
    @SuppressWarnings("unused") // picocli looks at it
    private HelpOption help = new HelpOption();

    /** {@code postern tls policy}. */
    @Command(
            name = "policy",
            description = "Says which policy (MTA-STS, DANE) holds for a domain, and why.")
    static final class Policy extends ClientCommand {
        @Parameters(paramLabel = "DOMAIN", description = "What is after the @ of a recipient.")
        private String domain = "";

        @Override
        AdminClient.Answer ask(AdminClient client) throws IOException {
            return client.get("/api/tls/policy?domain=" + encoded(domain));
        }

        @Override
        void print(Json answer, PrintWriter out) {
            out.println(SafeText.of(answer.text("domain")));
            Facts facts = new Facts(out, 8);
            String mode = answer.text("mode");
            facts.line("mta-sts", mode.isEmpty() ? "no policy" : mode + held(answer));
            facts.line("names", String.join(", ", answer.texts("mx")));
            facts.line("why", answer.text("why"));
            facts.line("dnssec", answer.text("dnssec"));
            Table table = new Table("HOST", "MTA-STS", "DANE");
            for (Json host : answer.objects("hosts")) {
                table.row(
                        SafeText.of(host.text("host")),
                        host.text("mtaSts").isEmpty() ? "-" : host.text("mtaSts"),
                        SafeText.of(host.text("dane")));
            }
            table.print(out);
        }

        private static String held(Json answer) {
            Amounts amounts = new Amounts(Clock.systemUTC());
            return ", id %s, fetched %s, ends %s"
                    .formatted(
                            answer.text("id"),
                            amounts.age(answer.text("fetched")),
                            amounts.until(answer.text("until")));
        }
    }
}
