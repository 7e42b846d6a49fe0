// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.Reply;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts connections, all together and by address; loopback counts like any other. Guarded by
 * itself; no call blocks.
 */
final class ConnectionGate {
    private static final double NANOS_A_MINUTE = 60e9;

    private static final Reply FULL =
            Reply.of(421, "4.3.2", "Too many connections, try again later");
    private static final Reply FULL_FOR_YOU =
            Reply.of(421, "4.7.0", "Too many connections from your address");
    private static final Reply TOO_FAST =
            Reply.of(421, "4.7.0", "Too many new connections from your address");

    private final LongSupplier nanoTime;
    private final Map<ByteBuffer, Source> sources = new HashMap<>();
    private int open;
    private long lastSweep;

    ConnectionGate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastSweep = nanoTime.getAsLong();
    }

    /** Lets a connection in, empty, or says what to greet it with. Who is let in must leave. */
    synchronized Optional<Reply> enter(InetAddress address, Limits.Connections limits) {
        Optional<Reply> full = enterUnknown(limits);
        if (full.isPresent()) {
            return full;
        }
        Optional<Reply> refusal = believe(address, limits);
        if (refusal.isPresent()) {
            open--;
        }
        return refusal;
    }

    /**
     * As {@link #enter}, of a client behind a proxy; who it is will be said to {@link #believe}.
     */
    synchronized Optional<Reply> enterUnknown(Limits.Connections limits) {
        if (open >= limits.all()) {
            return Optional.of(FULL);
        }
        open++;
        return Optional.empty();
    }

    /** A connection that is in turns out to be this client's: empty, or what to greet it with. */
    synchronized Optional<Reply> believe(InetAddress address, Limits.Connections normal) {
        Limits.Connections limits = normal.isStress(open) ? normal.underStress() : normal;
        long now = nanoTime.getAsLong();
        sweep(now, limits);
        Source source = sources.computeIfAbsent(key(address), _ -> new Source(now, limits));
        source.refill(now, limits);
        if (limits.exempt().test(address)) {
            source.open++;
            return Optional.empty();
        }
        if (source.open >= limits.perAddress()) {
            return Optional.of(FULL_FOR_YOU);
        }
        if (source.allowance < 1) {
            return Optional.of(TOO_FAST);
        }
        source.allowance--;
        source.open++;
        return Optional.empty();
    }

    /** A connection that was let in has ended. */
    synchronized void leave(InetAddress address) {
        Source source = sources.get(key(address));
        if (source != null) {
            source.open--;
        }
        open--;
    }

    /** A connection that was let in has ended before it was known whose it was. */
    synchronized void leaveUnknown() {
        open--;
    }

    /** Whether so many are open that new clients get little patience. */
    synchronized boolean isStressed(Limits.Connections limits) {
        return limits.isStress(open);
    }

    /** How many are open. */
    synchronized int open() {
        return open;
    }

    /** How many addresses are remembered. */
    synchronized int remembered() {
        return sources.size();
    }

    /** Forgets, once a minute, those of whom there is nothing to remember. */
    private void sweep(long now, Limits.Connections limits) {
        if (now - lastSweep < NANOS_A_MINUTE) {
            return;
        }
        lastSweep = now;
        sources.values()
                .removeIf(
                        source -> {
                            source.refill(now, limits);
                            return source.open == 0 && source.allowance >= limits.ratePerAddress();
                        });
    }

    /** An IPv4 address, or the /64 that one customer has of IPv6. */
    static ByteBuffer key(InetAddress address) {
        byte[] octets = address.getAddress();
        return address instanceof Inet6Address
                ? ByteBuffer.wrap(octets, 0, 8).slice()
                : ByteBuffer.wrap(octets);
    }

    /** One address: a bucket that fills evenly up to a minute's worth. */
    private static final class Source {
        private int open;
        private double allowance;
        private long filled;

        Source(long now, Limits.Connections limits) {
            allowance = limits.ratePerAddress();
            filled = now;
        }

        void refill(long now, Limits.Connections limits) {
            double gain = (now - filled) / NANOS_A_MINUTE * limits.ratePerAddress();
            allowance = Math.min(limits.ratePerAddress(), allowance + gain);
            filled = now;
        }
    }
}
