// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;

/**
 * Counts failed logins by address and by account, over all sessions and listeners. A count begins
 * with the first failure and is forgotten with the window after it; of more sources than can be
 * remembered the least active are forgotten. Safe for many threads; no call blocks.
 */
final class LoginThrottle {
    private static final int REMEMBERED = 100_000;

    /** Of these the delay grows no more. */
    private static final int SLOWEST = 5;

    private final Duration delay;
    private final Cache<Object, Failures> failures;

    private record Failures(int count, Duration window) {
        Failures oneMore() {
            return new Failures(count + 1, window);
        }
    }

    /**
     * @param delay before the answer to the first failure of a session
     */
    LoginThrottle(Ticker ticker, Duration delay) {
        this.delay = delay;
        failures =
                Caffeine.newBuilder()
                        .maximumSize(REMEMBERED)
                        .ticker(ticker)
                        .expireAfter(new SinceTheFirst())
                        .build();
    }

    /** How long a session that has failed so often waits for the answer. */
    Duration delay(int failed) {
        return delay.multipliedBy(Math.min(failed, SLOWEST));
    }

    /** Whether an address has failed too often to be heard. */
    boolean isLimited(InetAddress address, Limits.Logins limits) {
        return count(ConnectionGate.key(address)) >= limits.perAddress();
    }

    /** Whether too many have failed to be this account, whoever they were. */
    boolean isLimited(String account, Limits.Logins limits) {
        return count(key(account)) >= limits.perAccount();
    }

    /** A login failed; the account is empty where it didn't come to one. */
    void failed(InetAddress address, String account, Limits.Logins limits) {
        add(ConnectionGate.key(address), limits);
        if (!account.isEmpty()) {
            add(key(account), limits);
        }
    }

    private int count(Object key) {
        Failures known = failures.getIfPresent(key);
        return known == null ? 0 : known.count();
    }

    private void add(Object key, Limits.Logins limits) {
        failures.asMap()
                .merge(key, new Failures(1, limits.window()), (before, _) -> before.oneMore());
    }

    private static String key(String account) {
        return account.toLowerCase(Locale.ROOT);
    }

    /** Later failures don't lengthen the time. */
    private static final class SinceTheFirst implements Expiry<Object, Failures> {
        @Override
        public long expireAfterCreate(Object key, Failures value, long currentTime) {
            return value.window().toNanos();
        }

        @Override
        public long expireAfterUpdate(
                Object key, Failures value, long currentTime, long currentDuration) {
            return currentDuration;
        }

        @Override
        public long expireAfterRead(
                Object key, Failures value, long currentTime, long currentDuration) {
            return currentDuration;
        }
    }
}
