#if ($kind == "router")
package ${package};

import io.postern.api.config.Option;
import io.postern.api.mail.Recipient;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingContext;
import io.postern.api.routing.RoutingDecision;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.util.ArrayList;
import java.util.List;

/** Routes local-parts with a prefix to hosts of their own. Immutable, so safe for many threads. */
@Component(
        configurationPid = "${package}.${type}",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=${type}")
@Designate(ocd = ${className}.Options.class, factory = true)
public final class ${className} implements Router {
    private final String prefix;
    private final RoutingDecision.Via decision;

    /** What an entry of this type takes; the key of localPart() would be local-part. */
    @ObjectClassDefinition(name = "${type} router")
    @interface Options {
        @Option("how local-parts begin that it is for")
        String prefix();

        @Option(kind = Option.Kind.ENDPOINT, value = "hosts and ports to hand them to, in order")
        String[] hosts();

        @Option(kind = Option.Kind.TRANSPORT, value = "transport that carries them")
        String transport();
    }

    /** Made anew for each configuration. What this throws is what the operator reads. */
    @Activate
    public ${className}(Options options) {
        if (options.hosts().length == 0) {
            throw new IllegalArgumentException("${type} router: hosts: none is named");
        }
        List<NextHop> hops = new ArrayList<>();
        for (String host : options.hosts()) {
            int colon = host.lastIndexOf(':');
            String name = host.substring(0, colon).replace("[", "").replace("]", "");
            hops.add(new NextHop(name, Integer.parseInt(host.substring(colon + 1)), hops.size()));
        }
        prefix = options.prefix();
        decision = new RoutingDecision.Via(options.transport(), hops);
    }

    @Override
    public RoutingDecision route(Recipient recipient, RoutingContext context) {
        return recipient.mailbox().localPart().startsWith(prefix)
                ? decision
                : new RoutingDecision.Pass();
    }
}
#elseif ($kind == "transport")
package ${package};

import io.postern.api.config.Option;
import io.postern.api.mail.Message;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Peer;
import io.postern.api.transport.Transport;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Writes each message into a folder, a file for each recipient. Blocks for the disk; keeps nothing
 * between calls, so it is safe for many threads.
 */
@Component(
        configurationPid = "${package}.${type}",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=${type}")
@Designate(ocd = ${className}.Options.class, factory = true)
public final class ${className} implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(${className}.class);

    private final Path folder;

    /** What an entry of this type takes. */
    @ObjectClassDefinition(name = "${type} transport")
    @interface Options {
        @Option(kind = Option.Kind.PATH, value = "folder for the messages")
        String folder();
    }

    /** Made anew for each configuration. What this throws is what the operator reads. */
    @Activate
    public ${className}(Options options) {
        folder = Path.of(options.folder());
    }

    @Override
    public DeliveryReport deliver(DeliveryAttempt attempt) {
        Map<Recipient, DeliveryOutcome> outcomes = new LinkedHashMap<>();
        for (Recipient recipient : attempt.recipients()) {
            boolean late = Instant.now().isAfter(attempt.deadline());
            outcomes.put(
                    recipient,
                    late ? deferred(Blame.RECIPIENT, "no time left") : write(attempt.message()));
        }
        return new DeliveryReport(outcomes);
    }

    /** The name says nothing of the recipient, whose local-part may look like a path. */
    private DeliveryOutcome write(Message message) {
        String name = UUID.randomUUID().toString();
        try (InputStream content = message.content()) {
            return keep(content, name);
        } catch (IOException unreadable) {
            LOG.warn("message can't be read: {}", unreadable.toString());
            return deferred(Blame.MESSAGE, "message can't be read");
        }
    }

    private DeliveryOutcome keep(InputStream content, String name) throws IOException {
        byte[] octets = content.readAllBytes();
        try {
            Files.createDirectories(folder);
            Path partial = Files.write(folder.resolve("." + name), octets);
            Files.move(partial, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            return new DeliveryOutcome.Delivered(
                    new Status.Success(0, 0, "written"), Peer.NONE, Reach.MAILBOX);
        } catch (IOException full) {
            LOG.warn("folder={} can't be written: {}", folder, full.toString());
            return deferred(Blame.DESTINATION, "folder can't be written");
        }
    }

    private static DeliveryOutcome deferred(Blame blame, String why) {
        return new DeliveryOutcome.Deferred(new Status.Transient(3, 0, why), blame, Peer.NONE);
    }
}
#elseif ($kind == "policy")
package ${package};

import io.postern.api.config.Option;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.Verdict;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Refuses listed local-parts. Immutable, so safe for many threads. */
@Component(
        configurationPid = "${package}.${type}",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {"postern.section=${type}", "postern.name=${type}"})
@Designate(ocd = ${className}.Options.class)
public final class ${className} implements RecipientPolicy {
    private final Set<String> refused;
    private final String text;

    /**
     * The section of its own; the key of localParts() is local-parts. It is there whether the
     * section is or not, so each has a default, and by default it refuses nobody.
     */
    @ObjectClassDefinition(name = "${type}")
    @interface Options {
        @Option("who gets nothing; letter case says nothing")
        String[] localParts() default {};

        @Option("what the client is told")
        String text() default "no mail here";
    }

    /** Made anew for each configuration. What this throws is what the operator reads. */
    @Activate
    public ${className}(Options options) {
        refused =
                Stream.of(options.localParts())
                        .map(part -> part.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
        text = options.text();
    }

    @Override
    public Verdict onRecipient(Transaction transaction, Recipient recipient) {
        String localPart = recipient.mailbox().localPart().toLowerCase(Locale.ROOT);
        return refused.contains(localPart) ? Verdict.reject(1, 1, text) : Verdict.pass();
    }
}
#elseif ($kind == "relay")
package ${package};

import io.postern.api.config.Option;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.util.Set;

/** Lets listed accounts send anywhere. Immutable, so safe for many threads. */
@Component(
        configurationPid = "${package}.${type}",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=${type}")
@Designate(ocd = ${className}.Options.class, factory = true)
public final class ${className} implements RelayPolicy {
    private final Set<String> accounts;

    /** What it takes under relay. */
    @ObjectClassDefinition(name = "${type} relay policy")
    @interface Options {
        @Option("login names that may send to other people's domains")
        String[] accounts();
    }

    /** Made anew for each configuration. What this throws is what the operator reads. */
    @Activate
    public ${className}(Options options) {
        accounts = Set.of(options.accounts());
    }

    @Override
    public RelayDecision onRelay(Transaction transaction, Recipient recipient) {
        boolean known = transaction.client().account().filter(accounts::contains).isPresent();
        return known ? new RelayDecision.Permit() : new RelayDecision.Pass();
    }
}
#elseif ($kind == "auth")
package ${package};

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authenticator;
import io.postern.api.auth.Credentials;
import io.postern.api.config.Option;
import io.postern.api.mail.Client;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Knows one account. Immutable, so safe for many threads; logs nothing. */
@Component(
        configurationPid = "${package}.${type}",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {"postern.type=${type}", Authenticator.CREDENTIALS + "=password"})
@Designate(ocd = ${className}.Options.class, factory = true)
public final class ${className} implements Authenticator {
    private final String account;
    private final byte[] password;

    /** What an entry of this type takes; the underscore of a secret isn't part of its key. */
    @ObjectClassDefinition(name = "${type} authenticator")
    @interface Options {
        @Option("the login name")
        String account();

        @Option(kind = Option.Kind.SECRET, value = "its password")
        String _password();
    }

    /** Made anew for each configuration. What this throws is what the operator reads. */
    @Activate
    public ${className}(Options options) {
        account = options.account();
        password = octets(options._password());
    }

    @Override
    public Authentication authenticate(Credentials credentials, Client client) {
        if (!(credentials instanceof Credentials.Password shown)
                || !shown.account().equals(account)) {
            return new Authentication.Pass();
        }
        // Takes as long whatever is wrong with it.
        return MessageDigest.isEqual(octets(shown.password()), password)
                ? new Authentication.Identity(account, List.of("*"))
                : new Authentication.Refused();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
#else
package ${package};

import io.postern.api.config.Option;
import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Knows what its configuration lists. Immutable, so safe for many threads. */
@Component(
        configurationPid = "${package}.${type}",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=${type}")
@Designate(ocd = ${className}.Options.class, factory = true)
public final class ${className} implements Lookup {
    private final Map<String, List<String>> values;

    /** What an entry of this type takes. */
    @ObjectClassDefinition(name = "${type} lookup")
    @interface Options {
        @Option("key=value; a key that stands twice has two values")
        String[] entries();
    }

    /** Made anew for each configuration. What this throws is what the operator reads. */
    @Activate
    public ${className}(Options options) {
        Map<String, List<String>> read = new HashMap<>();
        for (String entry : options.entries()) {
            int sign = entry.indexOf('=');
            if (sign < 0) {
                throw new IllegalArgumentException(
                        "${type} lookup: entries: '" + entry + "' is not key=value");
            }
            read.computeIfAbsent(entry.substring(0, sign), key -> new ArrayList<>())
                    .add(entry.substring(sign + 1));
        }
        values = Map.copyOf(read);
    }

    /** Where a source can't be asked the answer is Unknown, never Absent. */
    @Override
    public LookupAnswer find(String key) {
        List<String> found = values.get(key);
        return found == null ? new LookupAnswer.Absent() : new LookupAnswer.Found(found);
    }
}
#end
