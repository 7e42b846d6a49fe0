// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code HOST:PORT} as it is typed; an IPv6 address stands in brackets.
 *
 * @param text as typed
 */
record Endpoint(String text, String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.%a-z]+)]|([A-Za-z0-9.-]+)):(\\d{1,5})");

    /**
     * Reads it, and asks for no address yet.
     *
     * @throws CommandException where it isn't one
     */
    static Endpoint parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches() && Integer.parseInt(matcher.group(3)) <= 0xffff) {
            String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            return new Endpoint(text, host, Integer.parseInt(matcher.group(3)));
        }
        throw new CommandException(
                Exit.USAGE,
                "'%s' is no HOST:PORT, as 127.0.0.1:2525"
                        .formatted(text.replaceAll("\\p{Cntrl}", "?")));
    }

    /**
     * Its address, which has to be one of this machine's loopback.
     *
     * @param orElsewhere whether another one will do too
     */
    InetSocketAddress resolve(boolean orElsewhere) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new CommandException(Exit.TRY_AGAIN, "no address is known of " + host);
        }
        if (!orElsewhere && !address.getAddress().isLoopbackAddress()) {
            throw new CommandException(
                    Exit.USAGE,
                    text
                            + " isn't on this machine, and a load is an attack there; --yes-remote"
                            + " if it is yours");
        }
        return address;
    }
}
