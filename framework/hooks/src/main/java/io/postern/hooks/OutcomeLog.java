// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import io.postern.api.event.MailEvent;
import io.postern.api.event.MailEventListener;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReturnPath;
import io.postern.api.transport.DeliveryOutcome;

import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes the line for each thing that happened to mail: queue id or session first, then key=value.
 * Operators read these with programs, so their form is an API. No octet of a message and no
 * credential is ever in one.
 */
@Component(property = "postern.name=outcome-log")
public final class OutcomeLog implements MailEventListener {
    private final Logger log;

    /** Writes to the logger {@code mail}. */
    public OutcomeLog() {
        this(LoggerFactory.getLogger("mail"));
    }

    OutcomeLog(Logger log) {
        this.log = log;
    }

    @Override
    public void onEvent(MailEvent event) {
        switch (event) {
            case MailEvent.HookFailed _, MailEvent.BounceDropped _ -> log.warn("{}", line(event));
            case MailEvent.PluginChanged changed when isTrouble(changed) ->
                    log.warn("{}", line(event));
            case MailEvent.Connected _ -> log.debug("{}", line(event));
            default -> log.info("{}", line(event));
        }
    }

    private static boolean isTrouble(MailEvent.PluginChanged changed) {
        return switch (changed.change()) {
            case "refused", "rolled-back", "suspended" -> true;
            default -> false;
        };
    }

    static String line(MailEvent event) {
        return switch (event) {
            case MailEvent.Connected(_, String session, var client) ->
                    session
                            + " connect from="
                            + client.address().getHostAddress()
                            + " listener="
                            + client.listener();
            case MailEvent.Refused(_, String session, var client, String command, String reply) ->
                    session
                            + " refused from="
                            + client.address().getHostAddress()
                            + " command="
                            + quoted(command)
                            + " reply="
                            + quoted(reply);
            case MailEvent.LoggedIn login -> loggedIn(login);
            case MailEvent.Accepted(_, var id, var envelope, long size, String source) ->
                    id
                            + " accepted from=<"
                            + envelope.reversePath()
                            + "> to="
                            + envelope.recipients().stream()
                                    .limit(20)
                                    .map(OutcomeLog::angled)
                                    .collect(Collectors.joining(","))
                            + " recipients="
                            + envelope.recipients().size()
                            + " size="
                            + size
                            + " source="
                            + source;
            case MailEvent.Edited(_, var id, String policy, var changes) ->
                    id + " edited by=" + policy + " changes=" + quoted(String.join(", ", changes));
            case MailEvent.Held(_, var id, String reason) ->
                    id + " status=held reason=" + quoted(reason);
            case MailEvent.Redirected(_, var id, var from, var to) ->
                    id + " redirect from=" + angled(from) + " to=" + angled(to) + sender(to);
            case MailEvent.Attempted attempted -> attempted(attempted);
            case MailEvent.Discarded(_, var id, var recipient, String reason) ->
                    id + " to=" + angled(recipient) + " status=discarded reason=" + quoted(reason);
            case MailEvent.Bounced(_, var id, var bounce, var to) ->
                    id + " bounce=" + bounce + " to=<" + to + ">";
            case MailEvent.BounceDropped(_, var id, var recipient) ->
                    id + " to=" + angled(recipient) + " double-bounce=dropped";
            case MailEvent.Operated(_, var id, String action, String who, String why) ->
                    id + " operator=" + action + " by=" + quoted(who) + " reason=" + quoted(why);
            case MailEvent.Finished(_, var id) -> id + " finished";
            case MailEvent.HookFailed(_, String hook, String plugin, _, String reason) ->
                    "hook=" + hook + " plugin=" + plugin + " failed reason=" + quoted(reason);
            case MailEvent.PluginChanged(_, String plugin, String change, String reason) ->
                    "plugin=" + plugin + " change=" + change + " reason=" + quoted(reason);
        };
    }

    private static String loggedIn(MailEvent.LoggedIn login) {
        return login.session()
                + " auth from="
                + login.client().address().getHostAddress()
                + " mechanism="
                + login.mechanism()
                + " account="
                + quoted(login.account())
                + " reply="
                + quoted(login.reply());
    }

    private static String attempted(MailEvent.Attempted attempted) {
        DeliveryOutcome outcome = attempted.outcome();
        String status =
                switch (outcome) {
                    case DeliveryOutcome.Delivered _ -> "delivered";
                    case DeliveryOutcome.Deferred _ -> "deferred";
                    case DeliveryOutcome.Failed _ -> "failed";
                };
        String host = outcome.peer().host();
        return attempted.queueId()
                + " to="
                + angled(attempted.recipient())
                + (attempted.transport().isEmpty() ? "" : " via=" + attempted.transport())
                + (host.isEmpty() ? "" : " host=" + host)
                + " delay="
                + seconds(attempted.delay())
                + " status="
                + status
                + " ("
                + outcome.status()
                + ")"
                + (isDoubtful(outcome) ? " doubtful=yes" : "");
    }

    /** Behind all that others say, so that nobody else can say it. */
    private static boolean isDoubtful(DeliveryOutcome outcome) {
        return outcome instanceof DeliveryOutcome.Deferred deferred && deferred.doubtful();
    }

    private static String angled(Recipient recipient) {
        return "<" + recipient + ">";
    }

    private static String sender(Recipient recipient) {
        return recipient.returnPath() instanceof ReturnPath.Own(var sender)
                ? " sender=<" + sender + ">"
                : "";
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0);
    }

    /** What came from outside, on one line and with its end marked. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars()
                .limit(400)
                .forEach(
                        c -> {
                            if (c == '"' || c == '\\') {
                                quoted.append('\\').append((char) c);
                            } else {
                                quoted.append(Character.isISOControl(c) ? ' ' : (char) c);
                            }
                        });
        return quoted.append('"').toString();
    }
}
