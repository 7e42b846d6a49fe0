// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.time.Duration;

/** What {@code limits:} says. A session keeps those that were in force when it began. */
record Limits(Connections connections, Sessions sessions, Messages messages, Logins logins) {
    /**
     * Of connections; {@link Integer#MAX_VALUE} is no limit.
     *
     * @param all at once
     * @param perAddress at once from one IPv4 address or IPv6 /64
     * @param ratePerAddress new ones in a minute from one of these
     */
    record Connections(int all, int perAddress, int ratePerAddress) {}

    /**
     * Of one session.
     *
     * @param errors 5yz replies
     * @param junkCommands commands that bring no mail nearer, since the last message
     * @param messages accepted ones
     * @param command how long to wait for a command, and for each piece of a message
     * @param session how long it may take in all
     */
    record Sessions(
            int errors, int junkCommands, int messages, Duration command, Duration session) {}

    /**
     * Of one message.
     *
     * @param size octets
     * @param recipients how many it may have
     * @param lineLength octets of a line with its CRLF
     * @param header what its header section may be like
     */
    record Messages(long size, int recipients, int lineLength, Header header) {}

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
