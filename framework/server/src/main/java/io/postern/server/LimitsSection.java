// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.config.Option;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.time.Duration;

/**
 * The section {@code limits:}, and the count of connections that all listeners share. A change of
 * the section reaches new connections and leaves those that are open alone. Safe for many threads.
 */
@Component(
        service = LimitsSection.class,
        configurationPid = "io.postern.server.limits",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=limits")
@Designate(ocd = LimitsSection.Options.class)
public final class LimitsSection {
    private final ConnectionGate gate = new ConnectionGate(System::nanoTime);
    private volatile Limits limits;

    @ObjectClassDefinition(name = "limits")
    @interface Options {
        @Option(kind = Option.Kind.LIMIT, value = "connections at once")
        int connections() default 2000;

        @Option(
                kind = Option.Kind.LIMIT,
                value = "connections at once from one address or IPv6 /64")
        int connectionsPerAddress() default 50;

        @Option(kind = Option.Kind.LIMIT, value = "new connections a minute from one of these")
        int connectionRatePerAddress() default 120;

        @Option(kind = Option.Kind.LIMIT, value = "recipients of a message")
        int recipients() default 1000;

        @Option(kind = Option.Kind.SIZE, value = "octets of a message")
        long messageSize() default 50L * 1024 * 1024;

        @Option(kind = Option.Kind.SIZE, value = "octets of a message's header section")
        long headerSize() default 1024 * 1024;

        @Option(kind = Option.Kind.SIZE, value = "octets of one header field")
        long headerFieldSize() default 100 * 1024;

        @Option(kind = Option.Kind.LIMIT, value = "lines of a message's header section")
        int headerLines() default 5000;

        @Option(kind = Option.Kind.SIZE, value = "octets of a line of a message")
        long lineLength() default 100 * 1024;

        @Option(value = "Received fields of a message, beyond which it counts as looping")
        int hops() default 100;

        @Option(kind = Option.Kind.LIMIT, value = "refused commands in a session")
        int errors() default 20;

        @Option(kind = Option.Kind.LIMIT, value = "commands since the last message that bring none")
        int junkCommands() default 100;

        @Option(kind = Option.Kind.LIMIT, value = "messages in a session")
        int messagesPerConnection() default 1000;

        @Option(kind = Option.Kind.LIMIT, value = "failed logins in a session")
        int authFailures() default 3;

        @Option(
                kind = Option.Kind.LIMIT,
                value = "failed logins within the window from one address or IPv6 /64")
        int authFailuresPerAddress() default 50;

        @Option(kind = Option.Kind.LIMIT, value = "failed logins within the window to one account")
        int authFailuresPerAccount() default 30;

        @Option(kind = Option.Kind.DURATION, value = "how long a failed login counts")
        String authFailureWindow() default "PT10M";

        @Option(kind = Option.Kind.DURATION, value = "wait for a command or a piece of a message")
        String commandTimeout() default "PT5M";

        @Option(kind = Option.Kind.DURATION, value = "length of a session")
        String sessionTimeout() default "PT2H";
    }

    /** Takes the limits of the configuration. */
    @Activate
    public LimitsSection(Options options) {
        limits = read(options);
    }

    @Modified
    void modified(Options options) {
        limits = read(options);
    }

    /** Those in force. */
    Limits limits() {
        return limits;
    }

    /** Who counts connections. */
    ConnectionGate gate() {
        return gate;
    }

    private static Limits read(Options options) {
        return new Limits(
                new Limits.Connections(
                        Math.min(options.connections(), Descriptors.forConnections()),
                        options.connectionsPerAddress(),
                        options.connectionRatePerAddress()),
                new Limits.Sessions(
                        options.errors(),
                        options.junkCommands(),
                        options.messagesPerConnection(),
                        Duration.parse(options.commandTimeout()),
                        Duration.parse(options.sessionTimeout())),
                new Limits.Messages(
                        options.messageSize(),
                        options.recipients(),
                        Math.clamp(options.lineLength(), 1000, Integer.MAX_VALUE),
                        new Limits.Header(
                                Math.clamp(options.headerSize(), 1000, Integer.MAX_VALUE),
                                Math.clamp(options.headerFieldSize(), 1000, Integer.MAX_VALUE),
                                options.headerLines(),
                                options.hops())),
                new Limits.Logins(
                        options.authFailures(),
                        options.authFailuresPerAddress(),
                        options.authFailuresPerAccount(),
                        Duration.parse(options.authFailureWindow())));
    }
}
