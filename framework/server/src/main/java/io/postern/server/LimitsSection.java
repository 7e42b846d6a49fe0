// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.config.Option;
import io.postern.smtp.Networks;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.time.Duration;
import java.util.List;

/**
 * The section {@code limits:}, and the counts of connections and of failed logins that all
 * listeners share. A change of the section reaches new connections and leaves those that are open
 * alone. Safe for many threads.
 */
@Component(
        service = LimitsSection.class,
        configurationPid = "io.postern.server.limits",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=limits")
@Designate(ocd = LimitsSection.Options.class)
public final class LimitsSection {
    private static final int HANDSHAKES_A_CORE = 4;

    private final ConnectionGate gate = new ConnectionGate(System::nanoTime);
    private final Handshakes handshakes = new Handshakes();
    private final WaitingOctets memory = new WaitingOctets(quarterOfHeap());
    private final LoginThrottle logins = new LoginThrottle(System::nanoTime, Duration.ofSeconds(1));
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

        @Option(
                kind = Option.Kind.NETWORK,
                value = "clients that only the number of all connections limits")
        String[] exemptClients() default {};

        @Option("percent of all connections from which on new clients get little patience")
        int stressThreshold() default 80;

        @Option(
                kind = Option.Kind.LIMIT,
                value = "TLS handshakes that compute at once; 0 is four for each core")
        int tlsHandshakes() default 0;

        @Option(
                kind = Option.Kind.SIZE,
                value = "octets of clients that wait in memory; 0 is a quarter of the heap")
        long memory() default 0;

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

        @Option(
                kind = Option.Kind.SIZE,
                value = "octets a second of a command or message, at least; 0 is no limit")
        long dataRate() default 500;

        @Option(kind = Option.Kind.DURATION, value = "how long it may be slower")
        String dataRateGrace() default "PT30S";
    }

    /** Takes the limits of the configuration. */
    @Activate
    public LimitsSection(Options options) {
        limits = read(options);
        share(options);
    }

    @Modified
    void modified(Options options) {
        limits = read(options);
        share(options);
    }

    private void share(Options options) {
        handshakes.limit(
                options.tlsHandshakes() > 0
                        ? options.tlsHandshakes()
                        : HANDSHAKES_A_CORE * Runtime.getRuntime().availableProcessors());
        memory.limit(options.memory() > 0 ? options.memory() : quarterOfHeap());
    }

    /** Those in force. */
    Limits limits() {
        return limits;
    }

    /** What connections share. */
    SharedLimits shared() {
        return new SharedLimits(gate, handshakes, memory);
    }

    private static long quarterOfHeap() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    /** Who counts failed logins. */
    LoginThrottle logins() {
        return logins;
    }

    private static Limits read(Options options) {
        return new Limits(
                connections(options), sessions(options), messages(options), logins(options));
    }

    private static Limits.Connections connections(Options options) {
        return new Limits.Connections(
                Math.min(options.connections(), Descriptors.forConnections()),
                options.connectionsPerAddress(),
                options.connectionRatePerAddress(),
                options.stressThreshold(),
                Networks.of(List.of(options.exemptClients()))::contains);
    }

    private static Limits.Sessions sessions(Options options) {
        return new Limits.Sessions(
                options.errors(),
                options.junkCommands(),
                options.messagesPerConnection(),
                Duration.parse(options.commandTimeout()),
                Duration.parse(options.sessionTimeout()),
                new Limits.Rate(options.dataRate(), Duration.parse(options.dataRateGrace())));
    }

    private static Limits.Messages messages(Options options) {
        return new Limits.Messages(
                options.messageSize(),
                options.recipients(),
                Math.clamp(options.lineLength(), 1000, Integer.MAX_VALUE),
                new Limits.Header(
                        Math.clamp(options.headerSize(), 1000, Integer.MAX_VALUE),
                        Math.clamp(options.headerFieldSize(), 1000, Integer.MAX_VALUE),
                        options.headerLines(),
                        options.hops()));
    }

    private static Limits.Logins logins(Options options) {
        return new Limits.Logins(
                options.authFailures(),
                options.authFailuresPerAddress(),
                options.authFailuresPerAccount(),
                Duration.parse(options.authFailureWindow()));
    }
}
