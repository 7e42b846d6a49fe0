// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Domain;
import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.server.ListenerSettings.Role;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Asks {@link RelayDecider}, which sessions ask too, of every class of client about every class of
 * destination. What it says is what the policies answered, not what a file says they should.
 *
 * @param listeners to ask at; a policy may tell them apart
 * @param clients to ask about
 * @param domains the destinations' classes by name, each with all its domains
 */
record RelayProof(
        List<Entrance> listeners, List<ClientClass> clients, Map<String, List<Domain>> domains) {
    /** The class of all domains that aren't ours. */
    static final String ELSEWHERE = "elsewhere";

    /** The name of the destination class {@code domains: local}. */
    static final String LOCAL = "local domains";

    /** The name of the destination class {@code domains: relay}. */
    static final String RELAY = "relay domains";

    /**
     * What is known of a listener.
     *
     * @param role whether it takes mail from who has logged in only
     */
    record Entrance(String name, Role role) {}

    /** A domain that isn't ours, whatever ours are. */
    static Domain elsewhere(HostIdentity host) {
        Domain domain = new Domain("elsewhere.example");
        for (int i = 1; host.isLocal(domain) || host.isRelay(domain); i++) {
            domain = new Domain("elsewhere" + i + ".example");
        }
        return domain;
    }

    /**
     * A row for each combination, and one more for each further answer where clients, senders or
     * domains of the same class are answered differently: the keys are {@code listener client
     * address sender destination domain answer by reply open}. Blocks for as long as the policies
     * take.
     */
    List<Map<String, String>> rows(RelayDecider decider) throws InterruptedException {
        List<Map<String, String>> rows = new ArrayList<>();
        for (Entrance listener : listeners) {
            for (ClientClass client : clients) {
                for (Map.Entry<String, List<Domain>> destination : domains.entrySet()) {
                    rows.addAll(rows(decider, listener, client, destination));
                }
            }
        }
        return rows;
    }

    private List<Map<String, String>> rows(
            RelayDecider decider,
            Entrance listener,
            ClientClass client,
            Map.Entry<String, List<Domain>> destination)
            throws InterruptedException {
        Set<RelayRuling> seen = new LinkedHashSet<>();
        List<Map<String, String>> rows = new ArrayList<>();
        for (ProofClient witness : client.witnesses()) {
            for (ReversePath sender : senders()) {
                for (Domain domain : destination.getValue()) {
                    ProofTransaction transaction =
                            new ProofTransaction(witness.to(listener.name()), sender);
                    RelayRuling ruling = rule(decider, listener, transaction, domain);
                    if (seen.add(ruling)) {
                        rows.add(row(client, destination.getKey(), transaction, domain, ruling));
                    }
                }
            }
        }
        return rows;
    }

    private static RelayRuling rule(
            RelayDecider decider, Entrance listener, ProofTransaction transaction, Domain domain)
            throws InterruptedException {
        Recipient recipient = Recipient.of(new Mailbox("somebody", domain));
        return Submission.needsLogin(listener.role(), transaction.client())
                ? RelayRuling.loginNeeded()
                : decider.rule(transaction, recipient);
    }

    /** Nobody's, one that claims to be ours, and the null one: none of them proves anything. */
    private List<ReversePath> senders() {
        List<ReversePath> senders = new ArrayList<>();
        senders.add(new ReversePath.Of(new Mailbox("somebody", new Domain("sender.example"))));
        for (List<Domain> ours : List.of(of(LOCAL), of(RELAY))) {
            ours.stream()
                    .findFirst()
                    .map(domain -> new ReversePath.Of(new Mailbox("somebody", domain)))
                    .ifPresent(senders::add);
        }
        senders.add(new ReversePath.Null());
        return senders;
    }

    private List<Domain> of(String destination) {
        return domains.getOrDefault(destination, List.of());
    }

    private static Map<String, String> row(
            ClientClass client,
            String destination,
            ProofTransaction transaction,
            Domain domain,
            RelayRuling ruling) {
        boolean permitted = ruling.kind() == RelayRuling.Kind.PERMITTED;
        Map<String, String> row = new LinkedHashMap<>();
        row.put("listener", transaction.client().listener());
        row.put("client", client.name());
        row.put("address", text(transaction.client().address()));
        row.put("sender", "<" + transaction.reversePath() + ">");
        row.put("destination", destination);
        row.put("domain", domain.name());
        row.put("answer", ruling.kind().name().toLowerCase(Locale.ROOT));
        row.put("by", ruling.by());
        row.put("reply", ruling.refusal().map(Object::toString).orElse(""));
        row.put(
                "open",
                String.valueOf(permitted && client.open() && destination.equals(ELSEWHERE)));
        return row;
    }

    /** With the first zeros of an IPv6 address left out. */
    private static String text(InetAddress address) {
        return address.getHostAddress().replaceFirst("(?:(?:^|:)0)+(?=:)", ":");
    }
}
