// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;

/** {@code postern queue explain}: what keeps mail for a site from going faster. */
@Command(name = "explain", description = "Says what limits a site now.")
final class QueueExplainCommand extends ClientCommand {
    @Parameters(paramLabel = "SITE", description = "A site, a host of it, or a domain.")
    private String site = "";

    @Override
    AdminClient.Answer ask(AdminClient client) throws IOException {
        return client.get("/api/queue/explain?site=" + encoded(site));
    }

    @Override
    void print(Json answer, PrintWriter out) {
        Amounts amounts = new Amounts(Clock.systemUTC());
        answer.objects("sites").forEach(one -> print(one, amounts, out));
    }

    private static void print(Json site, Amounts amounts, PrintWriter out) {
        out.println(SafeText.of(site.text("site")) + " by " + site.text("transport"));
        Facts facts = new Facts(out, 12);
        facts.line("hosts", String.join(", ", site.texts("hosts")));
        facts.line("domains", String.join(", ", site.texts("domains")));
        facts.line("state", site.text("state"));
        facts.line("limited by", site.text("limit"));
        String oldest = site.text("oldest");
        facts.line(
                "waiting",
                site.text("ready")
                        + (oldest.isEmpty() ? "" : ", the oldest " + amounts.age(oldest))
                        + "; "
                        + site.text("active")
                        + " under way");
        if (site.number("suspended") > 0) {
            facts.line("suspended", site.text("suspended") + " put aside");
        }
        for (Json said : site.objects("suspensions")) {
            facts.line(
                    "suspended",
                    "%s %s by %s %s%s"
                            .formatted(
                                    said.text("kind"),
                                    said.text("name"),
                                    said.text("who"),
                                    said.text("until").isEmpty()
                                            ? "until it is resumed"
                                            : "for " + amounts.until(said.text("until")),
                                    said.text("why").isEmpty() ? "" : ": " + said.text("why")));
        }
        facts.line("trouble", site.text("reason"));
        facts.line("last reply", site.text("lastReply"));
        for (Json source : site.objects("sources")) {
            facts.line(
                    "from " + source.text("source"),
                    "%s of %s at once (%s), %s waiting from %s senders; limited by %s"
                            .formatted(
                                    source.text("active"),
                                    source.text("now"),
                                    source.text("why"),
                                    source.text("ready"),
                                    source.text("senders"),
                                    source.text("limit")));
            for (Json reaction : source.objects("reactions")) {
                facts.line(
                        reaction.text("change"),
                        "for "
                                + amounts.until(reaction.text("until"))
                                + ": "
                                + reaction.text("why"));
            }
        }
    }
}
