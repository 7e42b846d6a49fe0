// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.config.Option;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MtaSts;
import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.TlsLevel;
import io.postern.api.transport.TlsResults;
import io.postern.api.transport.Transport;
import io.postern.sasl.ClientMechanism;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * Hands a message to the first of its hops that answers for good. On the attempt's own virtual
 * thread, which an interrupt cuts. Safe for many attempts at once.
 */
@Component(
        configurationPid = "io.postern.transport.smtp",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=smtp")
@Designate(ocd = SmtpTransport.Options.class, factory = true)
public final class SmtpTransport implements Transport {
    /** What {@code transports:} may say of it; the defaults are those of RFC 5321, 4.5.3.2. */
    @ObjectClassDefinition(name = "smtp transport")
    @interface Options {
        @Option("how much TLS a hop must do: none, opportunistic, encrypt, verify, mta-sts or dane")
        TlsLevel tls() default TlsLevel.OPPORTUNISTIC;

        @Option("whether a host's TLSA records are kept to: auto (where DNSSEC vouches) or never")
        PolicyUse dane() default PolicyUse.AUTO;

        @Option("whether policies that domains publish (MTA-STS) are kept to: auto or never")
        PolicyUse mtaSts() default PolicyUse.AUTO;

        @Option(
                kind = Option.Kind.DURATION,
                value = "how long a host is spoken to in clear after TLS with it has failed")
        String tlsBroken() default "PT1H";

        @Option("whether certificates that are taken anyway are looked at, to log doubts")
        boolean tlsVerify() default true;

        @Option(
                kind = Option.Kind.FILE,
                value = "PEM file of authorities to trust besides those of the JDK")
        String tlsCa() default "";

        @Option(
                kind = Option.Kind.FILE,
                value = "PEM file of the certificate that is shown to hosts which ask for one")
        String tlsCertificate() default "";

        @Option(
                kind = Option.Kind.FILE,
                value = "PEM file of its key; without it the key is in the same file")
        String tlsKey() default "";

        @Option("who we are to hosts; without it nobody logs in")
        String authUser() default "";

        @Option(kind = Option.Kind.SECRET, value = "its password")
        @SuppressWarnings("MemberName") // the underscore makes it a private property
        String _authPassword() default "";

        @Option(kind = Option.Kind.FILE, value = "file of its password, instead")
        String authPasswordFile() default "";

        @Option(kind = Option.Kind.FILE, value = "file of a bearer token (OAuth 2), instead")
        String authTokenFile() default "";

        @Option("mechanisms that may be used; all that are known where none is named")
        ClientMechanism[] authMechanisms() default {};

        @Option("whether a password may be shown to a host without TLS")
        boolean authInClear() default false;

        @Option("what AUTH= of MAIL says, once logged in: <> or an address")
        String authParameter() default "";

        @Option("whether binary messages may go out by BDAT: auto or never")
        Chunking chunking() default Chunking.AUTO;

        @Option("addresses of a host to use: ipv6-first, ipv4-first, ipv6 or ipv4")
        AddressFamily addressFamily() default AddressFamily.IPV6_FIRST;

        @Option(
                kind = Option.Kind.NETWORK,
                value = "addresses that lead to this machine, beside those that it has itself")
        String[] ownAddresses() default {};

        @Option(kind = Option.Kind.DURATION, value = "time for a TCP connection")
        String connectTimeout() default "PT30S";

        @Option(kind = Option.Kind.DURATION, value = "time for the greeting and for EHLO")
        String greetingTimeout() default "PT5M";

        @Option(kind = Option.Kind.DURATION, value = "time for the reply to MAIL")
        String mailTimeout() default "PT5M";

        @Option(kind = Option.Kind.DURATION, value = "time for the reply to RCPT")
        String rcptTimeout() default "PT5M";

        @Option(kind = Option.Kind.DURATION, value = "time for the reply to DATA")
        String dataInitTimeout() default "PT2M";

        @Option(kind = Option.Kind.DURATION, value = "time for a block of the message to go out")
        String dataBlockTimeout() default "PT3M";

        @Option(kind = Option.Kind.DURATION, value = "time for the reply to the end of data")
        String dataEndTimeout() default "PT10M";

        @Option(
                kind = Option.Kind.DURATION,
                value = "how long a connection is kept for the next message to the same host")
        String connectionIdle() default "PT5S";

        @Option("messages on a connection at most; 1 for a connection of its own for each")
        int connectionMessages() default 100;

        @Option(kind = Option.Kind.DURATION, value = "when a connection isn't used once more")
        String connectionAge() default "PT5M";
    }

    private final Settings settings;
    private final Means means;

    /** Made by Declarative Services; connects to nobody yet. */
    @Activate
    public SmtpTransport(
            @Reference DnsResolver dns,
            @Reference MtaSts sts,
            @Reference TlsResults results,
            Options options) {
        this(dns, sts, results, Settings.of(options));
    }

    SmtpTransport(DnsResolver dns, MtaSts sts, TlsResults results, Settings settings) {
        this.settings = settings;
        this.means =
                new Means(
                        new HopAddresses(dns),
                        new HopTls(dns, settings.dane()),
                        new DomainPolicies(sts, settings.mtaSts()),
                        new IdleSessions(settings.reuse()),
                        new BrokenTls(Clock.systemUTC(), settings.brokenTls()),
                        new OwnAddresses(Clock.systemUTC(), settings.ways().own()),
                        new TlsWitness(results));
    }

    /** Says QUIT where no message is under way. */
    @Deactivate
    void close() {
        means.idle().close();
    }

    @Override
    public DeliveryReport deliver(DeliveryAttempt attempt) throws InterruptedException {
        Deadline deadline = new Deadline(Clock.systemUTC(), attempt.deadline());
        TlsDemand demand = TlsDemand.of(settings.level(), attempt);
        Map<Recipient, DeliveryOutcome> outcomes = new HashMap<>();
        for (Party party : means.policies().part(attempt, demand.level())) {
            HopWalk walk = new HopWalk(attempt, party, demand, means, settings, deadline);
            outcomes.putAll(walk.walk());
        }
        return new DeliveryReport(outcomes);
    }
}
