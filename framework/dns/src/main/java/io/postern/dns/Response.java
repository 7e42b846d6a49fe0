// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import io.postern.api.lookup.DnsAnswer;

import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads what a response (NOERROR or NXDOMAIN) says of a question. Pure. */
final class Response {
    /** As many records of one answer are kept, the best MX first. */
    static final int MOST_RECORDS = 100;

    /** CNAMEs followed for one question. */
    static final int MOST_ALIASES = 10;

    private static final Comparator<Record> BEST_FIRST =
            Comparator.comparingInt(r -> r instanceof MXRecord mx ? mx.getPriority() : 0);

    private final Message message;
    private final boolean authenticated;
    private Question question;
    private long ttl = Long.MAX_VALUE;

    private Response(Message message, Question question, boolean authenticated) {
        this.message = message;
        this.authenticated = authenticated;
        this.question = question;
    }

    /** What the response says. */
    sealed interface Reading {
        /** The end of the matter; {@code ttl} seconds it holds, 0 where it mustn't be kept. */
        record Final(DnsAnswer<Record> answer, long ttl) implements Reading {}

        /** The name is another's alias, and of that one the response says nothing. */
        record Alias(Question next, long ttl) implements Reading {}
    }

    /** A server that only names servers nearer to the answer can't be asked for one. */
    static boolean isReferral(Message message) {
        return message.getRcode() == Rcode.NOERROR
                && message.getSection(Section.ANSWER).isEmpty()
                && message.getSection(Section.AUTHORITY).stream()
                        .anyMatch(r -> r.getType() == Type.NS)
                && soa(message).isEmpty();
    }

    /**
     * Reads it.
     *
     * @param authenticated whether somebody whom we trust vouches for all that it says
     */
    static Reading read(Message message, Question question, boolean authenticated) {
        return new Response(message, question, authenticated).read();
    }

    private Reading read() {
        for (int aliases = 0; aliases <= MOST_ALIASES; aliases++) {
            List<Record> records = records(question.type());
            if (!records.isEmpty()) {
                return found(records);
            }
            List<Record> alias = records(Type.CNAME);
            if (alias.isEmpty()) {
                return end(aliases > 0);
            }
            noteTtl(alias);
            Name target = ((CNAMERecord) alias.getFirst()).getTarget();
            question = new Question(target, question.type());
        }
        return new Reading.Final(tooManyAliases(), 0);
    }

    static DnsAnswer<Record> tooManyAliases() {
        return new DnsAnswer.Unknown<>("a CNAME loop, or a chain of more than " + MOST_ALIASES);
    }

    private Reading found(List<Record> records) {
        if (message.getRcode() == Rcode.NXDOMAIN) {
            return new Reading.Final(
                    new DnsAnswer.Unknown<>(question + ": no such domain, and records of it"), 0);
        }
        noteTtl(records);
        return new Reading.Final(new DnsAnswer.Found<>(records, authenticated), ttl);
    }

    /** No record and no alias (RFC 2308 section 2; for NXDOMAIN after an alias RFC 6604). */
    private Reading end(boolean afterAlias) {
        Optional<SOARecord> soa = soa(message);
        if (message.getRcode() == Rcode.NXDOMAIN) {
            return new Reading.Final(new DnsAnswer.NoDomain<>(authenticated), negativeTtl(soa));
        }
        boolean said = soa.filter(r -> question.name().subdomain(r.getName())).isPresent();
        return afterAlias && !said
                ? new Reading.Alias(question, ttl)
                : new Reading.Final(new DnsAnswer.NoRecord<>(authenticated), negativeTtl(soa));
    }

    /** RFC 2308 section 5: by the SOA record, and without one not at all. */
    private long negativeTtl(Optional<SOARecord> soa) {
        return soa.map(r -> Math.min(ttl, Math.min(r.getTTL(), r.getMinimum()))).orElse(0L);
    }

    private List<Record> records(int type) {
        return message.getSection(Section.ANSWER).stream()
                .filter(r -> r.getType() == type && r.getDClass() == DClass.IN)
                .filter(r -> r.getName().equals(question.name()))
                .sorted(BEST_FIRST)
                .limit(MOST_RECORDS)
                .toList();
    }

    private void noteTtl(List<Record> records) {
        for (Record record : records) {
            ttl = Math.min(ttl, record.getTTL());
        }
    }

    private static Optional<SOARecord> soa(Message message) {
        return message.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .findFirst();
    }
}
