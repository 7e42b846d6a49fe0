// SPDX-License-Identifier: Apache-2.0
package io.postern.pickup;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;
import io.postern.smtp.AddressParser;

import java.util.ArrayList;
import java.util.List;

/** Reads the mailboxes of an address list (RFC 5322 section 3.4). Used once, by one thread. */
final class AddressList {
    private final Domain home;
    private final List<Mailbox> mailboxes = new ArrayList<>();
    private final StringBuilder plain = new StringBuilder();
    private final StringBuilder angle = new StringBuilder();
    private boolean quoted;
    private boolean inAngle;
    private boolean hasAngle;
    private int comments;

    private AddressList(Domain home) {
        this.home = home;
    }

    /**
     * Those named, groups' members among them.
     *
     * @param home where addresses without a domain are
     */
    static List<Mailbox> parse(String value, Domain home) throws BrokenFileException {
        AddressList list = new AddressList(home);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean escaped = c == '\\' && i + 1 < value.length();
            if (escaped && list.comments == 0) {
                list.put(c).put(value.charAt(i + 1));
            }
            if (escaped) {
                i++;
            } else {
                list.take(c);
            }
        }
        list.end();
        if (list.quoted || list.inAngle || list.comments > 0) {
            throw new BrokenFileException("no address list: " + value.strip());
        }
        return list.mailboxes;
    }

    private void take(char c) throws BrokenFileException {
        if (comments > 0) {
            comments += c == '(' ? 1 : c == ')' ? -1 : 0;
        } else if (quoted || c == '"') {
            quoted ^= c == '"';
            put(c);
        } else {
            special(c);
        }
    }

    private void special(char c) throws BrokenFileException {
        switch (c) {
            case '(' -> comments++;
            case '<' -> {
                inAngle = true;
                hasAngle = true;
            }
            case '>' -> inAngle = false;
            case ',', ';' -> end();
            case ':' -> {
                if (inAngle) {
                    put(c);
                } else {
                    plain.setLength(0); // the name of a group
                }
            }
            default -> put(c);
        }
    }

    private AddressList put(char c) {
        (inAngle ? angle : plain).append(c);
        return this;
    }

    private void end() throws BrokenFileException {
        String address = (hasAngle ? angle : plain).toString().strip();
        plain.setLength(0);
        angle.setLength(0);
        hasAngle = false;
        if (!address.isEmpty()) {
            mailboxes.add(mailbox(address));
        }
    }

    private Mailbox mailbox(String address) throws BrokenFileException {
        return AddressParser.utf8Mailbox(address)
                .or(() -> AddressParser.utf8Mailbox(address + "@" + home))
                .orElseThrow(() -> new BrokenFileException("no address: " + address));
    }
}
