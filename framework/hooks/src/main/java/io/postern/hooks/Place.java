// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A place in a chain: the versions of a hook, of which one is asked each time. Changed under the
 * chain's lock, read without one.
 */
final class Place<H> {
    private final Key key;
    private final HookHost host;

    /** In the order their bundles were installed. */
    private volatile List<Member<H>> members = List.of();

    Place(Key key, HookHost host) {
        this.key = key;
        this.host = host;
    }

    boolean isOf(Key other) {
        return key.equals(other);
    }

    void add(Member<H> member) {
        List<Member<H>> more = new ArrayList<>(members);
        more.remove(member);
        more.add(member);
        more.sort(Comparator.comparingLong(one -> one.state().source().bundle()));
        members = List.copyOf(more);
    }

    void remove(Member<H> member) {
        members = members.stream().filter(one -> !one.equals(member)).toList();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** That of its oldest version, so that a new one doesn't move it. */
    Rank rank() {
        HookState oldest = members.getFirst().state();
        return new Rank(oldest.info().ranking(), oldest.order());
    }

    /** Who is asked about that; null where nobody is. */
    @Nullable Member<H> choose(Subject subject) {
        List<Member<H>> there = members;
        if (there.isEmpty()) {
            return null;
        }
        return host.shares().isEmpty() ? there.getLast() : choose(there, subject);
    }

    private @Nullable Member<H> choose(List<Member<H>> there, Subject subject) {
        if (there.size() == 1) {
            Member<H> only = there.getFirst();
            return isAsked(only.state().source(), subject) ? only : null;
        }
        double lot = subject.lot();
        for (Member<H> member : there.subList(1, there.size()).reversed()) {
            double share = host.shares().of(member.state().source().bundle(), subject.began());
            if (lot < share) {
                return member;
            }
            lot = (lot - share) / (1 - share);
        }
        return there.getFirst();
    }

    /**
     * Whether the only version that is there is asked. Where an older one is started all the same,
     * that one hasn't got this hook, and what is that one's doesn't meet it.
     */
    private boolean isAsked(Source source, Subject subject) {
        if (host.shares().now(source.bundle()) == 0) {
            return false;
        }
        return subject.equals(Subject.NONE)
                || subject.lot() < host.shares().of(source.bundle(), subject.began())
                || !host.states().hasOlder(source);
    }

    /** OSGi's own order (Core 5.2.5). */
    record Rank(int ranking, long order) implements Comparable<Rank> {
        @Override
        public int compareTo(Rank other) {
            int byRanking = Integer.compare(other.ranking, ranking);
            return byRanking != 0 ? byRanking : Long.compare(order, other.order);
        }
    }
}
