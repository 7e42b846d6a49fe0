// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a {@link StubDns} knows, and what it answers. */
final class StubZone {
    private static final int MAX_CNAMES = 20;

    private final List<Record> records = new CopyOnWriteArrayList<>();
    private final Map<String, DnsFault> faults = new ConcurrentHashMap<>();
    private final List<Name> authentic = new CopyOnWriteArrayList<>();
    private final Queue<String> queries = new ConcurrentLinkedQueue<>();
    private volatile long ttl = 300;

    void ttl(long seconds) {
        ttl = seconds;
    }

    void add(String name, String type, String data) {
        try {
            records.add(
                    Record.fromString(
                            name(name), Type.value(type), DClass.IN, ttl, data, Name.root));
        } catch (IOException e) {
            throw new UncheckedIOException("no record: " + name + " " + type + " " + data, e);
        }
    }

    void addPointer(String address, String host) {
        Name name = ReverseMap.fromAddress(InetAddress.ofLiteral(address));
        add(name.toString(), "PTR", absolute(host));
    }

    void fault(String name, String type, DnsFault fault) {
        faults.put(key(name(name), type), fault);
    }

    void authentic(String name) {
        authentic.add(name(name));
    }

    /** The names asked for and met on the way over aliases. */
    private boolean isAuthentic(Message answer, Record question) {
        return authentic.stream().anyMatch(question.getName()::subdomain)
                && answer.getSection(Section.ANSWER).stream()
                        .allMatch(r -> authentic.stream().anyMatch(r.getName()::subdomain));
    }

    void heal(String name) {
        String prefix = key(name(name), "");
        faults.keySet().removeIf(key -> key.startsWith(prefix));
    }

    void remove(String name) {
        Name gone = name(name);
        records.removeIf(record -> record.getName().equals(gone));
    }

    List<String> queries() {
        return List.copyOf(queries);
    }

    /** The octets to answer a query with; null for silence. */
    byte @Nullable [] answer(byte[] octets, boolean tcp) throws IOException {
        Message query = new Message(octets);
        Record question = query.getQuestion();
        if (question == null) {
            return null;
        }
        queries.add(question.getName() + " " + Type.string(question.getType()));
        DnsFault fault = fault(question);
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.getHeader().setFlag(Flags.RD);
        answer.addRecord(question, Section.QUESTION);
        if (fault == null) {
            fill(answer, question);
            if (isAuthentic(answer, question)) {
                answer.getHeader().setFlag(Flags.AD);
            }
            return wire(answer, query, tcp);
        }
        return misbehave(fault, answer, query, tcp);
    }

    private byte @Nullable [] misbehave(
            DnsFault fault, Message answer, Message query, boolean tcp) {
        Record question = answer.getQuestion();
        switch (fault) {
            case SERVFAIL -> answer.getHeader().setRcode(Rcode.SERVFAIL);
            case REFUSED -> answer.getHeader().setRcode(Rcode.REFUSED);
            case NXDOMAIN -> answer.getHeader().setRcode(Rcode.NXDOMAIN);
            case NODATA -> {}
            case WRONG_ID -> {
                answer.getHeader().setID(query.getHeader().getID() ^ 0x5555);
                fill(answer, question);
            }
            case TRUNCATED, TRUNCATED_SILENT -> {
                if (tcp && fault == DnsFault.TRUNCATED_SILENT) {
                    return null;
                }
                fill(answer, question);
                return tcp ? answer.toWire() : truncated(answer);
            }
            case GARBAGE -> {
                return new byte[] {1, 2, 3};
            }
            case SILENCE -> {
                return null;
            }
        }
        return answer.toWire();
    }

    private @Nullable DnsFault fault(Record question) {
        DnsFault typed = faults.get(key(question.getName(), Type.string(question.getType())));
        return typed != null ? typed : faults.get(key(question.getName(), ""));
    }

    private void fill(Message answer, Record question) {
        Name name = question.getName();
        for (int i = 0; i < MAX_CNAMES; i++) {
            List<Record> found = of(name, question.getType());
            found.forEach(record -> answer.addRecord(record, Section.ANSWER));
            List<Record> aliases = of(name, Type.CNAME);
            if (!found.isEmpty()) {
                return;
            }
            if (aliases.isEmpty()) {
                negative(answer, name);
                return;
            }
            Record alias = aliases.getFirst();
            answer.addRecord(alias, Section.ANSWER);
            name = ((CNAMERecord) alias).getTarget();
        }
    }

    private void negative(Message answer, Name name) {
        if (records.stream().noneMatch(record -> record.getName().subdomain(name))) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        records.stream()
                .filter(record -> record.getType() == Type.SOA)
                .filter(record -> name.subdomain(record.getName()))
                .findFirst()
                .ifPresent(soa -> answer.addRecord(soa, Section.AUTHORITY));
    }

    private List<Record> of(Name name, int type) {
        List<Record> found = new ArrayList<>();
        for (Record record : records) {
            if (record.getName().equals(name) && (record.getType() == type || type == Type.ANY)) {
                found.add(record);
            }
        }
        return found;
    }

    private static byte[] wire(Message answer, Message query, boolean tcp) {
        OPTRecord edns = query.getOPT();
        int limit = edns == null ? 512 : Math.max(512, edns.getPayloadSize());
        byte[] wire = answer.toWire(Message.MAXLENGTH);
        return tcp || wire.length <= limit ? wire : truncated(answer);
    }

    private static byte[] truncated(Message answer) {
        Message cut = answer.clone();
        cut.removeAllRecords(Section.ANSWER);
        cut.removeAllRecords(Section.AUTHORITY);
        cut.getHeader().setFlag(Flags.TC);
        return cut.toWire();
    }

    private static String key(Name name, String type) {
        return name.canonicalize() + " " + type;
    }

    private static Name name(String text) {
        try {
            return Name.fromString(absolute(text));
        } catch (TextParseException e) {
            throw new UncheckedIOException("no name: " + text, e);
        }
    }

    static String absolute(String name) {
        return name.endsWith(".") ? name : name + ".";
    }
}
