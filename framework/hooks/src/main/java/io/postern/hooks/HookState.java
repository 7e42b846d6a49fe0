// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import io.postern.api.event.MailEvent;
import io.postern.api.event.MailEventListener;
import io.postern.api.mail.Status;

/**
 * What is known of one service as one hook, whichever chains ask it: what it says of itself, how it
 * does, whether it is suspended. Lives while a chain has it; holds no object of its plugin's.
 */
final class HookState {
    private static final String ON_FAILURE = "postern.on-failure";

    private final Source source;
    private final Tally tally = new Tally();
    private final Suspension suspension;
    private final HookHost host;

    private volatile HookInfo info;
    private volatile Key key;

    /** Where it stands among those of equal ranking; guarded by {@link HookStates}. */
    private final long order;

    /** How many chains have it; guarded by {@link HookStates}. */
    private int holders;

    HookState(Source source, HookInfo info, Key key, long order, HookHost host) {
        this.source = source;
        this.info = info;
        this.key = key;
        this.order = order;
        this.host = host;
        this.suspension = new Suspension(host.clock());
    }

    Source source() {
        return source;
    }

    HookInfo info() {
        return info;
    }

    Key key() {
        return key;
    }

    long order() {
        return order;
    }

    Tally tally() {
        return tally;
    }

    Suspension suspension() {
        return suspension;
    }

    /** Its service says something else of itself. */
    void changed(HookInfo now, Key nowKey) {
        info = now;
        key = nowKey;
    }

    /** One chain more has it. */
    void hold() {
        holders++;
    }

    /** One less; whether that was the last. */
    boolean release() {
        return --holders == 0;
    }

    /** A call was answered. */
    <A> Answer<A> answered(A answer, long nanos, Suspension.Leave leave) {
        tally.answered(answer, nanos);
        tell("resumed", suspension.succeeded(leave));
        return new Answer.Given<>(answer, info.name());
    }

    /** A call failed: tells everybody, and suspends it where that was too often. */
    <A> Answer<A> failed(String reason, long nanos, Suspension.Leave leave) {
        tally.failed(reason, nanos);
        Status.Transient status = new Status.Transient(3, 0, info.name() + " unavailable");
        host.publish(
                new MailEvent.HookFailed(
                        host.clock().instant(), info.name(), info.plugin(), status, reason));
        tell("suspended", suspension.failed(leave, reason));
        return new Answer.Trouble<>(status, info.name());
    }

    /** What a call comes to that isn't made. */
    <A> Answer<A> suspended() {
        return isSkipped()
                ? new Answer.None<>()
                : new Answer.Trouble<>(
                        new Status.Transient(3, 0, info.name() + " suspended"), info.name());
    }

    /** Ends its suspension; false where it isn't suspended. */
    boolean resume() {
        String reason = suspension.resume();
        tell("resumed", reason);
        return !reason.isEmpty();
    }

    private boolean isSkipped() {
        return key.hook() == MailEventListener.class
                || "skip".equals(info.properties().get(ON_FAILURE));
    }

    private void tell(String change, String reason) {
        if (!reason.isEmpty()) {
            String text = info.hook() + " '" + info.name() + "': " + reason;
            host.publish(
                    new MailEvent.PluginChanged(
                            host.clock().instant(), info.plugin(), change, text));
        }
    }
}
