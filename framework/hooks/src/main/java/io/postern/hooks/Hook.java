// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;

/**
 * A hook as the core may call it: a place in a chain, and the version of it that is asked about one
 * subject. Where that has gone in between, the one that is there then is asked. Two are equal where
 * they are the same version of the same hook.
 */
public final class Hook<H> {
    private final Place<H> place;
    private final Member<H> member;
    private final Subject subject;

    Hook(Place<H> place, Member<H> member, Subject subject) {
        this.place = place;
        this.member = member;
        this.subject = subject;
    }

    /** What it is called and where it comes from. */
    public HookInfo info() {
        return member.state().info();
    }

    /** The properties of its service, as {@code postern.domains} of a router. */
    public Map<String, Object> properties() {
        return info().properties();
    }

    /** The same hook, in the version that is asked about that. */
    public Hook<H> about(Subject other) {
        Member<H> asked = place.choose(other);
        return new Hook<>(place, asked == null ? member : asked, other);
    }

    /** Whether it has failed so often that it isn't called for now. */
    public boolean isSuspended() {
        return member.state().suspension().until().isPresent();
    }

    /**
     * Calls it on a virtual thread of its own and waits for the answer, at most so long. When the
     * time is over the thread of the call is interrupted and left to itself. {@link Answer.None}
     * says that the service has gone and no other version is there, or that it is suspended and to
     * be skipped.
     */
    public <A> Answer<A> call(HookCall<H, A> call, Duration limit) throws InterruptedException {
        Member<H> asked = member;
        while (asked != null) {
            Answer<A> answer = asked.call(call, limit);
            if (answer != null) {
                return answer;
            }
            asked = next();
        }
        return new Answer.None<>();
    }

    /**
     * Calls it on this thread, for a caller that has a thread of its own to lose and nobody who
     * waits: no deadline, and what it throws is logged and swallowed.
     */
    void run(HookCall<H, ?> call) throws InterruptedException {
        Member<H> asked = member;
        while (asked != null && !asked.run(call)) {
            asked = next();
        }
    }

    /** A version that is closed has left its place before, so this ends. */
    private @Nullable Member<H> next() {
        return place.choose(subject);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hook<?> hook && hook.member.equals(member);
    }

    @Override
    public int hashCode() {
        return member.hashCode();
    }

    @Override
    public String toString() {
        return info().hook() + " '" + info().name() + "' of " + info().plugin();
    }
}
