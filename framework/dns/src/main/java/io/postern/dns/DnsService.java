// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import io.postern.api.config.Option;
import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MxRecord;
import io.postern.api.lookup.TlsaRecord;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * {@link DnsResolver} by the servers of {@code dns:}. New options are taken without the service
 * going away; the cache then starts empty.
 */
@Component(
        configurationPid = "io.postern.dns",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=dns")
@Designate(ocd = DnsService.Options.class)
public final class DnsService implements DnsResolver {
    private static final Logger log = LoggerFactory.getLogger(DnsService.class);

    private final InstantSource clock;
    private volatile Settings settings;

    /** What {@code dns:} has. */
    @ObjectClassDefinition(name = "DNS")
    @interface Options {
        @Option(
                kind = Option.Kind.ENDPOINT,
                value = "resolvers to ask, in order; those of the system where none is named")
        String[] servers() default {};

        @Option(kind = Option.Kind.DURATION, value = "the longest time one question may take")
        String timeout() default "PT5S";

        @Option(kind = Option.Kind.LIMIT, value = "answers kept while they hold")
        int cache() default 100_000;

        @Option("who validates answers by DNSSEC: trusted (a resolver on this host) or off")
        Dnssec dnssec() default Dnssec.TRUSTED;
    }

    private record Settings(Lookups lookups, Duration timeout, String validation) {}

    /** Started by Declarative Services. */
    @Activate
    public DnsService(Options options) {
        this(options, InstantSource.system());
    }

    DnsService(Options options, InstantSource clock) {
        this.clock = clock;
        this.settings = settings(options);
    }

    @Modified
    void configure(Options options) {
        settings = settings(options);
    }

    private Settings settings(Options options) {
        List<NameServer> asked = Servers.of(options.servers());
        NameServers servers = new NameServers(asked, options.dnssec());
        Duration timeout = Duration.parse(options.timeout());
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("dns: timeout: must be more than nothing");
        }
        String validation = validation(options.dnssec(), asked);
        log.info(
                "dns servers={} timeout={} cache={} dnssec=\"{}\"",
                servers,
                timeout,
                options.cache(),
                validation);
        Lookups lookups = new Lookups(servers, new AnswerCache(options.cache(), clock));
        return new Settings(lookups, timeout, validation);
    }

    private static String validation(Dnssec dnssec, List<NameServer> servers) {
        return dnssec == Dnssec.TRUSTED && servers.stream().noneMatch(NameServer::isHere)
                ? "none: no server is on a loopback address, so DANE is not used"
                : dnssec.words();
    }

    @Override
    public String validation() {
        return settings.validation;
    }

    @Override
    public DnsAnswer<MxRecord> mx(String domain) throws InterruptedException {
        return Answers.map(
                answer(domain, Type.MX),
                MXRecord.class,
                mx -> new MxRecord(mx.getPriority(), Names.text(mx.getTarget())));
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host) throws InterruptedException {
        if (Names.isLocalhost(host)) {
            return Answers.LOOPBACK;
        }
        Settings now = settings;
        Optional<Name> name = Names.parse(host);
        if (name.isEmpty()) {
            return new DnsAnswer.NoDomain<>();
        }
        Deadline deadline = Deadline.in(now.timeout);
        // Where only questions for AAAA are lost, there must be time left for A.
        DnsAnswer<Record> six =
                now.lookups.answer(new Question(name.get(), Type.AAAA), deadline.part(0.5));
        DnsAnswer<Record> four = now.lookups.answer(new Question(name.get(), Type.A), deadline);
        return Answers.either(
                Answers.map(six, AAAARecord.class, AAAARecord::getAddress),
                Answers.map(four, ARecord.class, ARecord::getAddress));
    }

    @Override
    public DnsAnswer<InetAddress> ipv4(String host) throws InterruptedException {
        return Names.isLocalhost(host)
                ? new DnsAnswer.Found<>(List.of(InetAddress.ofLiteral("127.0.0.1")))
                : Answers.map(answer(host, Type.A), ARecord.class, ARecord::getAddress);
    }

    @Override
    public DnsAnswer<String> txt(String name) throws InterruptedException {
        return Answers.map(answer(name, Type.TXT), TXTRecord.class, Names::joined);
    }

    @Override
    public DnsAnswer<TlsaRecord> tlsa(String host, int port) throws InterruptedException {
        return Answers.map(
                answer("_" + port + "._tcp." + host, Type.TLSA), TLSARecord.class, Names::tlsa);
    }

    @Override
    public DnsAnswer<String> ptr(InetAddress address) throws InterruptedException {
        Question question = new Question(ReverseMap.fromAddress(address), Type.PTR);
        return Answers.map(answer(question), PTRRecord.class, ptr -> Names.text(ptr.getTarget()));
    }

    private DnsAnswer<Record> answer(String text, int type) throws InterruptedException {
        Optional<Name> name = Names.parse(text);
        return name.isEmpty() ? new DnsAnswer.NoDomain<>() : answer(new Question(name.get(), type));
    }

    private DnsAnswer<Record> answer(Question question) throws InterruptedException {
        Settings now = settings;
        return now.lookups.answer(question, Deadline.in(now.timeout));
    }
}
