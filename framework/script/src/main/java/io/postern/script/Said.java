// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Status;
import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.MessageEdit;
import io.postern.api.policy.MessageVerdict;
import io.postern.api.policy.PolicyAnswer;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.Verdict;
import io.postern.api.routing.RoutingDecision;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * What one script, or all policies of a stage together, said: in words, so that it can be kept and
 * compared.
 *
 * @param by who had the word; empty where nobody had one
 * @param verdict {@code pass}, {@code accept}, {@code reject}…; {@code trouble} where it failed
 * @param code as {@code 5.7.1}; empty where the verdict has none
 * @param text for people; may be empty
 * @param changes of a message: {@code add X-Name}, without values
 */
record Said(String by, String verdict, String code, String text, List<String> changes) {
    private static final Set<String> REFUSALS = Set.of("defer", "reject", "deny", "trouble");

    Said {
        changes = List.copyOf(changes);
    }

    /** No opinion, of nobody. */
    static final Said NOTHING = new Said("", "pass", "", "", List.of());

    /** Of all policies of a stage. */
    static Said of(PolicyAnswer answer) {
        return new Said(
                answer.by(), answer.verdict(), answer.code(), answer.text(), answer.changes());
    }

    /** A script failed. */
    static Said failed(String by, String reason) {
        return new Said(by, "trouble", "", reason, List.of());
    }

    /** What a hook of a script answered. */
    static Said of(String by, Object answer) {
        return switch (answer) {
            case Verdict verdict -> of(by, verdict);
            case RelayDecision decision -> of(by, decision);
            case MessageVerdict verdict -> of(by, verdict);
            case RoutingDecision decision -> of(by, decision);
            default -> word(by, "pass");
        };
    }

    private static Said of(String by, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Pass _ -> word(by, "pass");
            case Verdict.Accept _ -> word(by, "accept");
            case Verdict.Defer(var status) -> refusal(by, "defer", status);
            case Verdict.Reject(var status) -> refusal(by, "reject", status);
        };
    }

    private static Said of(String by, RelayDecision decision) {
        return switch (decision) {
            case RelayDecision.Pass _ -> word(by, "pass");
            case RelayDecision.Permit _ -> word(by, "permit");
            case RelayDecision.Defer(var status) -> refusal(by, "defer", status);
            case RelayDecision.Deny(var status) -> refusal(by, "deny", status);
        };
    }

    private static Said of(String by, MessageVerdict verdict) {
        return switch (verdict) {
            case MessageVerdict.Pass _ -> word(by, "pass");
            case MessageVerdict.Edit(var edits) ->
                    new Said(by, "pass", "", "", edits.stream().map(Said::change).toList());
            case MessageVerdict.Accept _ -> word(by, "accept");
            case MessageVerdict.Defer(var status) -> refusal(by, "defer", status);
            case MessageVerdict.Reject(var status) -> refusal(by, "reject", status);
            case MessageVerdict.Discard(var reason) ->
                    new Said(by, "discard", "", reason, List.of());
            case MessageVerdict.Hold(var reason) -> new Said(by, "hold", "", reason, List.of());
        };
    }

    private static Said of(String by, RoutingDecision decision) {
        return switch (decision) {
            case RoutingDecision.Pass _ -> word(by, "pass");
            case RoutingDecision.Via(var transport, var hops) ->
                    new Said(by, "via", "", (transport + " " + hops).strip(), List.of());
            case RoutingDecision.Redirect(var mailboxes, _) ->
                    new Said(by, "redirect", "", mailboxes.toString(), List.of());
            case RoutingDecision.Defer(var status) -> refusal(by, "defer", status);
            case RoutingDecision.Unroutable(var status) -> refusal(by, "unroutable", status);
            case RoutingDecision.Discard(var reason) ->
                    new Said(by, "discard", "", reason, List.of());
        };
    }

    private static Said word(String by, String verdict) {
        return new Said(by, verdict, "", "", List.of());
    }

    private static Said refusal(String by, String verdict, Status status) {
        return new Said(by, verdict, status.code(), status.text(), List.of());
    }

    /** As the log line {@code edited} has it. */
    private static String change(MessageEdit edit) {
        return switch (edit) {
            case HeaderEdit.Add(String name, _) -> "add " + name;
            case HeaderEdit.Remove(String name) -> "remove " + name;
            case MessageEdit.SetSender(var path) -> "sender <" + path + ">";
            case MessageEdit.AddRecipient(var recipient) -> "recipient <" + recipient + ">";
            case MessageEdit.Wrap(var before, var after) ->
                    "wrap " + (before + after).getBytes(StandardCharsets.UTF_8).length;
        };
    }

    /** No opinion. */
    boolean isPass() {
        return verdict.equals("pass");
    }

    /** The client hears no. */
    boolean isRefusal() {
        return REFUSALS.contains(verdict);
    }

    /** In a line: {@code reject 5.7.1 not from there}, {@code pass (add X-Name)}. */
    String line() {
        String line = String.join(" ", verdict, code, text).replaceAll(" +", " ").strip();
        return changes.isEmpty() ? line : line + " (" + String.join(", ", changes) + ")";
    }
}
