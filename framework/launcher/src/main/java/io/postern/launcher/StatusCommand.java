// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;

/** {@code postern status}. The answer is no where the spool takes no mail. */
@Command(name = "status", description = "Says how the running server is.")
final class StatusCommand extends ClientCommand {
    @Override
    AdminClient.Answer ask(AdminClient client) throws IOException {
        return client.get("/api/status");
    }

    @Override
    void print(Json answer, PrintWriter out) {
        out.println(
                "Postern "
                        + answer.text("version")
                        + " on "
                        + answer.text("hostname")
                        + ", pid "
                        + answer.text("pid")
                        + ", up "
                        + Amounts.length(Duration.ofSeconds(answer.number("uptimeSeconds"))));
        out.println("  listeners  " + String.join(", ", answer.texts("listeners")));
        answer.texts("listenerErrors").forEach(error -> out.println("             " + error));
        out.println("  queue      " + queue(answer.object("queue")));
        out.println("  spool      " + spool(answer.object("spool")));
        if (!answer.text("dnssec").isEmpty()) {
            out.println("  dnssec     " + SafeText.of(answer.text("dnssec")));
        }
        String recovery = answer.object("spool").text("recovery");
        if (!recovery.isEmpty()) {
            out.println("  recovery   " + recovery);
        }
    }

    private static String queue(Json queue) {
        if (queue.fields().isEmpty()) {
            return "not there yet";
        }
        String oldest = queue.text("oldest");
        return Amounts.count(queue.number("messages"), "message")
                + (oldest.isEmpty()
                        ? ""
                        : ", the oldest " + new Amounts(Clock.systemUTC()).age(oldest))
                + (queue.number("held") > 0 ? ", " + queue.number("held") + " held" : "")
                + "; "
                + Amounts.count(queue.number("active"), "recipient")
                + " under way, "
                + queue.number("waiting")
                + " waiting"
                + (queue.flag("paused") ? "; PAUSED" : "");
    }

    private static String spool(Json spool) {
        if (spool.fields().isEmpty()) {
            return "recovering";
        }
        String trouble = spool.text("trouble");
        return Amounts.count(spool.number("journalFiles"), "file")
                + ", "
                + Amounts.octets(spool.number("journalOctets"))
                + "; "
                + Amounts.octets(spool.number("freeOctets"))
                + " free"
                + (trouble.isEmpty() ? space(spool.text("space")) : "; TAKES NO MAIL: " + trouble);
    }

    private static String space(String rung) {
        return rung.equals("low") ? "; LOW ON SPACE: strangers' mail is put off" : "";
    }

    @Override
    int exitCode(Json answer) {
        return answer.object("spool").text("trouble").isEmpty() ? Exit.FINE : Exit.NO;
    }
}
