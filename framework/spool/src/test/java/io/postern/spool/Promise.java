// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;

import java.util.ArrayList;
import java.util.List;

/**
 * What a simulation knows about one message: what was said about it, and what may have become of
 * it.
 */
final class Promise {
    /** How far it has come. */
    enum Standing {
        /** On its way in: must not be there after a crash. */
        OPEN,
        /** Its commit waits, or its outcome does: may be there. */
        ASKED,
        /** Durable, we have said so: must be there until its end is written. */
        ANSWERED,
        /** Refused, or over for good: must never be there. */
        GONE
    }

    /** An outcome that was recorded, of whom, and the bounces that stand and fall with it. */
    record Change(RecipientChange change, Recipient recipient, List<Promise> bounces) {}

    private final QueueId id;
    private final byte[] octets;
    private final RecipientState first;
    private Standing standing = Standing.OPEN;
    private List<SpooledMessage.Entry> entries; // with all that is durable
    private final List<Change> pending = new ArrayList<>();
    private final List<Long> taken = new ArrayList<>(); // when the writer came to them
    private boolean held;
    private final List<Boolean> orders = new ArrayList<>(); // to hold, or to release, not durable
    private final List<Long> ordersTaken = new ArrayList<>();
    private boolean handed;
    private boolean answered;

    Promise(QueueId id, byte[] octets, Acceptance acceptance) {
        this.id = id;
        this.octets = octets;
        this.first = new RecipientState.Waiting(0, acceptance.received(), "");
        this.held = !acceptance.hold().isEmpty();
        List<SpooledMessage.Entry> all = new ArrayList<>();
        for (Recipient recipient : acceptance.envelope().recipients()) {
            all.add(new SpooledMessage.Entry(all.size(), recipient, first));
        }
        this.entries = all;
    }

    QueueId id() {
        return id;
    }

    byte[] octets() {
        return octets;
    }

    Standing standing() {
        return standing;
    }

    void stands(Standing now) {
        Story.tell("    %s %s", id, now);
        standing = now;
        answered |= now == Standing.ANSWERED;
    }

    /** Whether it ever was ours. */
    boolean wasAnswered() {
        return answered;
    }

    /** Whether this process's queue has it. */
    boolean handed() {
        return handed;
    }

    void handed(boolean now) {
        handed = now;
    }

    /** Whether it is held for good. */
    boolean held() {
        return held;
    }

    /** Whether it is held as the queue sees it. */
    boolean heldNow() {
        return orders.isEmpty() ? held : orders.getLast();
    }

    /** Whether an order to hold or release it isn't durable yet. */
    boolean ordered() {
        return !orders.isEmpty();
    }

    void order(boolean hold) {
        orders.add(hold);
    }

    int pending() {
        return pending.size();
    }

    /** Its recipients as the queue sees them. */
    List<SpooledMessage.Entry> now() {
        return after(pending);
    }

    void record(Change change) {
        pending.add(change);
    }

    /** The writer has come to what was recorded so far. */
    void taken(long now) {
        while (taken.size() < pending.size()) {
            taken.add(now);
        }
        while (ordersTaken.size() < orders.size()) {
            ordersTaken.add(now);
        }
    }

    /** The writer found no room for some of it. */
    void notTaken() {
        taken.clear();
        ordersTaken.clear();
    }

    /** What the writer has come to by then is durable; true where that is all. */
    boolean durable(long by) {
        int done = (int) ordersTaken.stream().filter(time -> time <= by).count();
        if (done > 0) {
            held = orders.get(done - 1);
            orders.subList(0, done).clear();
            ordersTaken.subList(0, done).clear();
        }
        durable((int) taken.stream().filter(time -> time <= by).count());
        return pending.isEmpty() && orders.isEmpty();
    }

    /**
     * What was recorded before a bounce, and with it, is durable; false where it isn't its bounce.
     */
    boolean durableWith(Promise bounce) {
        for (int i = 0; i < pending.size(); i++) {
            if (pending.get(i).bounces().contains(bounce)) {
                durable(i + 1);
                return true;
            }
        }
        return false;
    }

    private void durable(int count) {
        List<Change> done = List.copyOf(pending.subList(0, count));
        entries = after(done);
        pending.subList(0, count).clear();
        taken.subList(0, Math.min(count, taken.size())).clear();
        done.forEach(change -> change.bounces().forEach(b -> b.stands(Standing.ANSWERED)));
        if (isOver(entries)) {
            standing = Standing.GONE;
        }
    }

    static boolean isOver(List<SpooledMessage.Entry> entries) {
        return entries.stream().noneMatch(entry -> entry.state() instanceof RecipientState.Waiting);
    }

    /**
     * Whether a crash may leave it like this: any of what isn't durable may be missing, but nobody
     * may have what another was meant to get. Takes it as durable where it may; bounces stand and
     * fall with it.
     *
     * @param found its recipients; null where it isn't there
     */
    boolean becomes(List<SpooledMessage.Entry> found, String hold) {
        if (found == null) {
            return isOver(now()) && adopt(pending, now());
        }
        boolean holds = !hold.isEmpty();
        if (holds != held && !orders.contains(holds)) {
            return false;
        }
        for (int subset = (1 << pending.size()) - 1; subset >= 0; subset--) {
            List<Change> applied = new ArrayList<>();
            for (int i = 0; i < pending.size(); i++) {
                if ((subset >> i & 1) != 0) {
                    applied.add(pending.get(i));
                }
            }
            if (found.equals(after(applied))) {
                held = holds;
                return adopt(applied, found);
            }
        }
        return false;
    }

    private boolean adopt(List<Change> applied, List<SpooledMessage.Entry> found) {
        for (Change change : pending) {
            Standing bounces = applied.contains(change) ? Standing.ANSWERED : Standing.GONE;
            change.bounces().forEach(bounce -> bounce.stands(bounces));
        }
        entries = found;
        pending.clear();
        taken.clear();
        orders.clear();
        ordersTaken.clear();
        standing = isOver(found) ? Standing.GONE : Standing.ANSWERED;
        return true;
    }

    /** The recipients after some changes; null where one is of somebody who isn't there. */
    private List<SpooledMessage.Entry> after(List<Change> changes) {
        List<SpooledMessage.Entry> after = new ArrayList<>(entries);
        for (Change change : changes) {
            int index = change.change().index();
            if (index >= after.size() || !after.get(index).recipient().equals(change.recipient())) {
                return null;
            }
            RecipientState state = change.change().state();
            after.set(index, new SpooledMessage.Entry(index, change.recipient(), state));
            if (state instanceof RecipientState.Redirected(var others)) {
                for (Recipient other : others) {
                    after.add(new SpooledMessage.Entry(after.size(), other, first));
                }
            }
        }
        return after;
    }
}
