// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;

/** What {@code limits:} says. A session keeps those that were in force when it began. */
record Limits(Connections connections, Sessions sessions, Messages messages, Logins logins) {
    private static final int PERCENT = 100;

    /**
     * While connections are scarce: whoever comes now gets less of everything, so that places
     * become free again.
     */
    Limits underStress() {
        return new Limits(
                connections.underStress(), sessions.underStress(), messages.underStress(), logins);
    }

    /** A part of a limit; there is always room for one, and no limit stays none. */
    private static int reduced(int limit, int divisor) {
        return limit == Integer.MAX_VALUE ? limit : Math.max(1, limit / divisor);
    }

    /**
     * Of connections; {@link Integer#MAX_VALUE} is no limit.
     *
     * @param all at once
     * @param perAddress at once from one IPv4 address or IPv6 /64
     * @param ratePerAddress new ones in a minute from one of these
     * @param stressThreshold percent of all from which on there is stress
     * @param exempt addresses whose connections only count among all
     */
    record Connections(
            int all,
            int perAddress,
            int ratePerAddress,
            int stressThreshold,
            Predicate<InetAddress> exempt) {
        /** Whether so many are so many that new clients get little patience. */
        boolean isStress(int open) {
            return open > (long) all * stressThreshold / PERCENT;
        }

        Connections underStress() {
            return new Connections(
                    all,
                    reduced(perAddress, 5),
                    reduced(ratePerAddress, 4),
                    stressThreshold,
                    exempt);
        }
    }

    /**
     * Of one session.
     *
     * @param errors 5yz replies
     * @param junkCommands commands that bring no mail nearer, since the last message
     * @param messages accepted ones
     * @param command how long to wait for a command, and for each piece of a message
     * @param session how long it may take in all
     * @param rate how fast what it has begun to send must come
     */
    record Sessions(
            int errors,
            int junkCommands,
            int messages,
            Duration command,
            Duration session,
            Rate rate) {
        private static final Duration SHORT = Duration.ofSeconds(10);

        /** EHLO, STARTTLS, EHLO, AUTH and a RSET stay possible. */
        private static final int FEW_COMMANDS = 5;

        Sessions underStress() {
            return new Sessions(
                    1,
                    Math.min(junkCommands, FEW_COMMANDS),
                    reduced(messages, 10),
                    command.compareTo(SHORT) < 0 ? command : SHORT,
                    session,
                    new Rate(rate.octetsPerSecond() * 4, rate.grace()));
        }
    }

    /**
     * The slowest that a client may be.
     *
     * @param octetsPerSecond on the whole; 0 is no limit
     * @param grace from when on it counts
     */
    record Rate(long octetsPerSecond, Duration grace) {}

    /**
     * Of one message.
     *
     * @param size octets
     * @param recipients how many it may have
     * @param lineLength octets of a line with its CRLF
     * @param header what its header section may be like
     */
    record Messages(long size, int recipients, int lineLength, Header header) {
        Messages underStress() {
            return new Messages(size, reduced(recipients, 10), lineLength, header);
        }
    }

    /**
     * Of the header section of a message.
     *
     * @param size octets of all of it
     * @param fieldSize octets of one field with its folded lines
     * @param lines how many lines it may have
     * @param hops Received fields it may come with
     */
    record Header(int size, int fieldSize, int lines, int hops) {}

    /**
     * Of failed logins; {@link Integer#MAX_VALUE} is no limit.
     *
     * @param perSession in one session
     * @param perAddress within the window from one IPv4 address or IPv6 /64
     * @param perAccount within the window to one account
     * @param window how long a failure counts
     */
    record Logins(int perSession, int perAddress, int perAccount, Duration window) {}
}
