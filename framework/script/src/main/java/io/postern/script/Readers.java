// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.policy.MessageEdit;
import io.postern.api.policy.MessageVerdict;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.Verdict;
import io.postern.api.routing.RoutingDecision;
import io.postern.api.transport.RetrySchedule;
import io.postern.api.transport.Shaping;

import java.util.List;

/** Makes a hook's answer of a script's, or says that it isn't one of this hook. */
final class Readers {
    private Readers() {}

    /** For the stages before the message. */
    static Verdict verdict(ScriptAnswer answer) {
        return switch (answer) {
            case ScriptAnswer.Pass _ -> new Verdict.Pass();
            case ScriptAnswer.Accept _ -> new Verdict.Accept();
            case ScriptAnswer.Defer(var status) -> new Verdict.Defer(status);
            case ScriptAnswer.Reject(var status) -> new Verdict.Reject(status);
            default -> throw misplaced(answer, "pass, accept, defer or reject");
        };
    }

    /** For onRelay. */
    static RelayDecision relay(ScriptAnswer answer) {
        return switch (answer) {
            case ScriptAnswer.Pass _ -> new RelayDecision.Pass();
            case ScriptAnswer.Permit _ -> new RelayDecision.Permit();
            case ScriptAnswer.Defer(var status) -> new RelayDecision.Defer(status);
            case ScriptAnswer.Deny(var status) -> new RelayDecision.Deny(status);
            default -> throw misplaced(answer, "pass, permit, defer or deny");
        };
    }

    /** For onHeaders and onMessage, with what the script did to the message. */
    static MessageVerdict message(ScriptAnswer answer, List<MessageEdit> edits) {
        return switch (answer) {
            case ScriptAnswer.Pass _ when edits.isEmpty() -> new MessageVerdict.Pass();
            case ScriptAnswer.Pass _ -> new MessageVerdict.Edit(edits);
            case ScriptAnswer.Accept _ when edits.isEmpty() -> new MessageVerdict.Accept();
            case ScriptAnswer.Hold(var reason) when edits.isEmpty() ->
                    new MessageVerdict.Hold(reason);
            case ScriptAnswer.Accept _, ScriptAnswer.Hold _ ->
                    throw new ScriptFailedException(
                            "changed the message, which "
                                    + answer.call()
                                    + " would lose: pass instead");
            case ScriptAnswer.Defer(var status) -> new MessageVerdict.Defer(status);
            case ScriptAnswer.Reject(var status) -> new MessageVerdict.Reject(status);
            case ScriptAnswer.Discard(var reason) -> new MessageVerdict.Discard(reason);
            default -> throw misplaced(answer, "pass, accept, defer, reject, discard or hold");
        };
    }

    /** For route. */
    static RoutingDecision route(ScriptAnswer answer) {
        return switch (answer) {
            case ScriptAnswer.Pass _ -> new RoutingDecision.Pass();
            case ScriptAnswer.Via(var transport, var hops) ->
                    new RoutingDecision.Via(transport, hops);
            case ScriptAnswer.Redirect(var mailboxes, var returnPath) ->
                    new RoutingDecision.Redirect(mailboxes, returnPath);
            case ScriptAnswer.Unroutable(var status) -> new RoutingDecision.Unroutable(status);
            case ScriptAnswer.Defer(var status) -> new RoutingDecision.Defer(status);
            case ScriptAnswer.Discard(var reason) -> new RoutingDecision.Discard(reason);
            default -> throw misplaced(answer, "pass, via, redirect, unroutable, defer or discard");
        };
    }

    /** For shape. */
    static Shaping shape(ScriptAnswer answer) {
        return switch (answer) {
            case ScriptAnswer.Pass _ -> new Shaping.Pass();
            case ScriptAnswer.Limits(var limits) -> limits;
            default -> throw misplaced(answer, "pass or limits");
        };
    }

    /** For retry. */
    static RetrySchedule.Next retry(ScriptAnswer answer) {
        return switch (answer) {
            case ScriptAnswer.Pass _ -> new RetrySchedule.Next.Pass();
            case ScriptAnswer.Wait(var time) -> new RetrySchedule.Next.Wait(time);
            case ScriptAnswer.GiveUp _ -> new RetrySchedule.Next.GiveUp();
            default -> throw misplaced(answer, "pass, wait or giveUp");
        };
    }

    /** For onOutcome and onDisconnect, which have no say. */
    static Boolean nothing(ScriptAnswer answer) {
        if (answer instanceof ScriptAnswer.Pass) {
            return true;
        }
        throw misplaced(answer, "nothing");
    }

    private static ScriptFailedException misplaced(ScriptAnswer answer, String allowed) {
        return new ScriptFailedException(
                "returned " + answer.call() + ", and this hook may return " + allowed);
    }
}
