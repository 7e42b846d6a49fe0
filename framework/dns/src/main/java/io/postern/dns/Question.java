// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What is asked; two that differ in letter case are equal.
 *
 * @param name absolute
 * @param type as in {@link Type}
 */
record Question(Name name, int type) {
    /** Fits into one packet nearly everywhere, so that no answer comes in fragments. */
    private static final int UDP_PAYLOAD = 1232;

    /** A query under an id nobody can guess. */
    Message query() {
        return Message.newQuery(Record.newRecord(name, type, DClass.IN));
    }

    /** The same with leave to answer in more than 512 octets (RFC 6891). */
    Message extendedQuery() {
        Message query = query();
        query.getHeader().setFlag(Flags.AD); // asks for it in the answer: RFC 6840 section 5.7
        query.addRecord(new OPTRecord(UDP_PAYLOAD, 0, 0), Section.ADDITIONAL);
        return query;
    }

    /** Whether a message is the response to this query, and not somebody's guess (RFC 5452). */
    static boolean isAnswered(Message query, Message response) {
        Record asked = query.getQuestion();
        Record answered = response.getQuestion();
        return response.getHeader().getID() == query.getHeader().getID()
                && response.getHeader().getFlag(Flags.QR)
                && response.getHeader().getOpcode() == Opcode.QUERY
                && asked.equals(answered);
    }

    @Override
    public String toString() {
        return name.toString(true) + " " + Type.string(type);
    }
}
