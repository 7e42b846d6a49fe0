// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Builds responses from lines as zone files have them: {@code name ttl type data}. */
final class Messages {
    private Messages() {}

    static Question question(String name, int type) {
        return new Question(Names.parse(name).orElseThrow(), type);
    }

    static Message response(int rcode, String... answers) {
        Message message = new Message(1);
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setRcode(rcode);
        for (String answer : answers) {
            message.addRecord(record(answer), Section.ANSWER);
        }
        return message;
    }

    static Message withAuthority(Message message, String... lines) {
        for (String line : lines) {
            message.addRecord(record(line), Section.AUTHORITY);
        }
        return message;
    }

    static Record record(String line) {
        String[] part = line.split(" ", 4);
        try {
            Name name = Name.fromString(part[0], Name.root);
            int type = Type.value(part[2]);
            long ttl = Long.parseLong(part[1]);
            return Record.fromString(name, type, DClass.IN, ttl, part[3], Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }
}
