// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.DsnRequest.Notify;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.MessageEdit;
import io.postern.api.policy.MessageVerdict;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.Verdict;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.RoutingDecision;
import io.postern.api.transport.RetrySchedule;
import io.postern.api.transport.Shaping;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The answers of hooks as a test compares them: {@code {verdict: 'reject', code, text}}. */
final class PlainAnswers {
    private PlainAnswers() {}

    static ReadOnly of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Pass _ -> word("pass");
            case Verdict.Accept _ -> word("accept");
            case Verdict.Defer(var status) -> refusal("defer", status);
            case Verdict.Reject(var status) -> refusal("reject", status);
        };
    }

    static ReadOnly of(RelayDecision decision) {
        return switch (decision) {
            case RelayDecision.Pass _ -> word("pass");
            case RelayDecision.Permit _ -> word("permit");
            case RelayDecision.Defer(var status) -> refusal("defer", status);
            case RelayDecision.Deny(var status) -> refusal("deny", status);
        };
    }

    static ReadOnly of(MessageVerdict verdict) {
        return switch (verdict) {
            case MessageVerdict.Pass _ -> word("pass");
            case MessageVerdict.Edit(var edits) ->
                    answer(
                            "pass",
                            "edits",
                            View.array(edits.stream().map(PlainAnswers::edit).toList()));
            case MessageVerdict.Accept _ -> word("accept");
            case MessageVerdict.Defer(var status) -> refusal("defer", status);
            case MessageVerdict.Reject(var status) -> refusal("reject", status);
            case MessageVerdict.Discard(var reason) -> answer("discard", "reason", reason);
            case MessageVerdict.Hold(var reason) -> answer("hold", "reason", reason);
        };
    }

    static ReadOnly of(RoutingDecision decision) {
        return switch (decision) {
            case RoutingDecision.Pass _ -> word("pass");
            case RoutingDecision.Via(var transport, var hops) ->
                    new ReadOnly(
                            Map.of(
                                    "verdict",
                                    "via",
                                    "transport",
                                    transport,
                                    "hops",
                                    View.array(hops.stream().map(PlainAnswers::hop).toList())));
            case RoutingDecision.Redirect(var mailboxes, var returnPath) ->
                    redirect(mailboxes, returnPath);
            case RoutingDecision.Unroutable(var status) -> refusal("unroutable", status);
            case RoutingDecision.Defer(var status) -> refusal("defer", status);
            case RoutingDecision.Discard(var reason) -> answer("discard", "reason", reason);
        };
    }

    static ReadOnly of(Shaping shaping) {
        return switch (shaping) {
            case Shaping.Pass _ -> word("pass");
            case Shaping.Limits limits -> limits(limits);
        };
    }

    static ReadOnly of(RetrySchedule.Next next) {
        return switch (next) {
            case RetrySchedule.Next.Pass _ -> word("pass");
            case RetrySchedule.Next.Wait(var time) ->
                    answer("wait", "seconds", time.toMillis() / 1000.0);
            case RetrySchedule.Next.GiveUp _ -> word("giveUp");
        };
    }

    static ReadOnly word(String verdict) {
        return new ReadOnly(Map.of("verdict", verdict));
    }

    private static ReadOnly redirect(List<Mailbox> mailboxes, ReturnPath returnPath) {
        Map<String, Object> members = new HashMap<>();
        members.put("verdict", "redirect");
        members.put("addresses", View.array(mailboxes.stream().map(Object::toString).toList()));
        if (returnPath instanceof ReturnPath.Own(ReversePath sender)) {
            members.put("sender", sender.toString());
        }
        return new ReadOnly(members);
    }

    private static ReadOnly answer(String verdict, String name, Object value) {
        return new ReadOnly(Map.of("verdict", verdict, name, value));
    }

    private static ReadOnly refusal(String verdict, Status status) {
        return new ReadOnly(
                Map.of("verdict", verdict, "code", status.code(), "text", status.text()));
    }

    private static ReadOnly edit(MessageEdit edit) {
        return switch (edit) {
            case HeaderEdit.Add(var name, var value) ->
                    new ReadOnly(Map.of("add", name, "value", value));
            case HeaderEdit.Remove(var name) -> new ReadOnly(Map.of("remove", name));
            case MessageEdit.SetSender(var path) -> new ReadOnly(Map.of("sender", path.toString()));
            case MessageEdit.AddRecipient(var recipient) ->
                    new ReadOnly(
                            Map.of(
                                    "recipient",
                                    recipient.toString(),
                                    "notify",
                                    !recipient.dsn().events().contains(Notify.NEVER)));
            case MessageEdit.Wrap(var before, var after) ->
                    new ReadOnly(Map.of("before", lines(before), "after", lines(after)));
        };
    }

    private static String lines(String text) {
        return text.replace("\r\n", "\n");
    }

    private static ReadOnly hop(NextHop hop) {
        return new ReadOnly(
                Map.of("host", hop.host(), "port", hop.port(), "preference", hop.preference()));
    }

    private static ReadOnly limits(Shaping.Limits limits) {
        Map<String, Object> members = new HashMap<>();
        members.put("verdict", "limits");
        limits.connections().ifPresent(number -> members.put("connections", number));
        limits.messagesPerConnection()
                .ifPresent(number -> members.put("messagesPerConnection", number));
        putText(members, "connectionRate", limits.connectionRate());
        putText(members, "messageRate", limits.messageRate());
        putText(members, "pool", limits.pool());
        limits.tls()
                .ifPresent(
                        level ->
                                members.put(
                                        "tls",
                                        level.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        return new ReadOnly(members);
    }

    private static void putText(Map<String, Object> members, String name, Optional<?> value) {
        value.ifPresent(known -> members.put(name, known.toString()));
    }
}
