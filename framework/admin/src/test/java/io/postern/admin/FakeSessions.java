// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.server.PretendSession;

import java.util.List;

/** Remembers what was asked, and answers as it is told. */
final class FakeSessions implements PretendSession {
    List<String> listeners = List.of("mx");
    List<Exchange> exchanges = List.of();
    Visitor visitor;
    Letter letter;

    @Override
    public List<String> listeners() {
        return listeners;
    }

    @Override
    public List<Exchange> run(Visitor asVisitor, Letter theLetter) {
        if (theLetter.sender().contains("\n")) {
            throw new IllegalArgumentException("control character");
        }
        visitor = asVisitor;
        letter = theLetter;
        return exchanges;
    }
}
