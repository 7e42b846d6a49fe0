// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import java.util.List;
import java.util.function.Consumer;

/**
 * When a sink does something else than usual; made by {@link SmtpSink#at}, in force after {@link
 * #does}. Of several rules that fit, the one made first is taken. Counts over all sessions.
 */
public final class SinkRule {
    private final Stage stage;
    private final Consumer<SinkRule> inForce;
    private String text = "";
    private int first = 1;
    private int times = Integer.MAX_VALUE;
    private List<SinkAction> actions = List.of();
    private int seen;

    SinkRule(Stage stage, Consumer<SinkRule> inForce) {
        this.stage = stage;
        this.inForce = inForce;
    }

    /** Only where the command line has this text in it; at CONTENT and MESSAGE: the MAIL line. */
    public SinkRule matching(String part) {
        text = part;
        return this;
    }

    /** Only the n-th time it would fit, from 1, and not after that. */
    public SinkRule nth(int n) {
        first = n;
        times = 1;
        return this;
    }

    /** From the n-th time on. */
    public SinkRule from(int n) {
        first = n;
        return this;
    }

    /** At most so many times. */
    public SinkRule times(int n) {
        times = n;
        return this;
    }

    /** Does this, one after the other, in place of the usual answer. */
    public void does(SinkAction... steps) {
        actions = List.of(steps);
        inForce.accept(this);
    }

    /** Short for {@link #does} with one reply. */
    public void replies(String reply) {
        does(SinkAction.reply(reply));
    }

    synchronized boolean takes(Stage at, String line) {
        if (at != stage || !line.contains(text)) {
            return false;
        }
        seen++;
        return seen >= first && seen - first < times;
    }

    List<SinkAction> actions() {
        return actions;
    }
}
