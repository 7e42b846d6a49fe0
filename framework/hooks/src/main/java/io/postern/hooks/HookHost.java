// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import io.postern.api.event.MailEvent;
import io.postern.api.time.Watchdog;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

import java.time.Clock;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * What all chains share: who is told what happened, which version of a plugin has which share, and
 * what is known of each hook. A service; whoever calls hooks opens chains with it ({@link
 * HookChain#open}).
 */
@Component(
        service = {HookHost.class, MailEvents.class, Rollouts.class},
        immediate = true)
public final class HookHost implements MailEvents, Rollouts {
    private final InstantSource clock;
    private final HookStates states = new HookStates(this);
    private final Shares shares = new Shares();
    private final CpuSampler cpu = new CpuSampler();
    private final Watchdog watchdog = new Watchdog("hooks/watchdog");
    private final LongPredicate installed;
    private final MailEvents events;
    private final @Nullable EventDispatcher dispatcher;

    /** Starts telling all listeners that are services. */
    @Activate
    public HookHost(BundleContext context) {
        this.clock = Clock.systemUTC();
        this.installed = bundle -> context.getBundle(bundle) != null;
        this.dispatcher = EventDispatcher.open(context, this);
        this.events = dispatcher;
    }

    /** One for chains of their own. */
    HookHost(MailEvents events, InstantSource clock) {
        this.clock = clock;
        this.installed = _ -> true;
        this.dispatcher = null;
        this.events = events;
    }

    /** One that tells nobody and has chains of its own; for tests and tools. */
    public static HookHost alone() {
        HookHost host = new HookHost(_ -> {}, Clock.systemUTC());
        host.cpu.close();
        return host;
    }

    @Deactivate
    void stop() throws InterruptedException {
        cpu.close();
        if (dispatcher != null) {
            dispatcher.stop();
        }
    }

    @Override
    public void publish(MailEvent event) {
        events.publish(event);
    }

    @Override
    public void share(Bundle version, double share) {
        boolean asked = (version.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
        share(version.getBundleId(), share, asked);
    }

    /**
     * The same by the bundle's id.
     *
     * @param asked whether it was asked until now
     */
    void share(long bundle, double share, boolean asked) {
        // Written so that it refuses NaN.
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is from 0 to 1, not " + share);
        }
        shares.set(bundle, share, clock.instant(), asked, installed);
    }

    @Override
    public List<HookFigures> figures() {
        List<HookState> all = states.all();
        return all.stream().map(state -> figures(state, all)).toList();
    }

    @Override
    public boolean resume(String symbolicName) {
        return states.all().stream()
                        .filter(state -> state.source().plugin().equals(symbolicName))
                        .filter(HookState::resume)
                        .count()
                > 0;
    }

    private HookFigures figures(HookState state, List<HookState> all) {
        Tally tally = state.tally();
        return new HookFigures(
                state.info(),
                state.source().bundle(),
                share(state, all),
                tally.calls(),
                tally.errors(),
                tally.answers(),
                tally.quantile(0.5),
                tally.quantile(0.99),
                tally.cpu(),
                state.suspension().until(),
                tally.lastTrouble());
    }

    /** Of the messages that begin now, as {@link Place} gives them out. */
    private double share(HookState state, List<HookState> all) {
        List<Long> versions =
                all.stream()
                        .filter(other -> other.key().equals(state.key()))
                        .map(other -> other.source().bundle())
                        .sorted(Comparator.reverseOrder())
                        .toList();
        if (versions.size() == 1) {
            double share = shares.now(versions.getFirst());
            return share == 0 || states.hasOlder(state.source()) ? share : 1;
        }
        double left = 1;
        for (long version : versions.subList(0, versions.size() - 1)) {
            double share = left * shares.now(version);
            if (version == state.source().bundle()) {
                return share;
            }
            left -= share;
        }
        return left;
    }

    InstantSource clock() {
        return clock;
    }

    HookStates states() {
        return states;
    }

    Shares shares() {
        return shares;
    }

    CpuSampler cpu() {
        return cpu;
    }

    Watchdog watchdog() {
        return watchdog;
    }
}
