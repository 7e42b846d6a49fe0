// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.io.IOException;

/** From the greeting to the first message: EHLO, STARTTLS, AUTH. */
final class Opening implements Talk {
    static final String EHLO = "EHLO bench.postern.invalid\r\n";

    private final ClientSession session;
    private final Load load;
    private Step step = Step.GREETING;
    private boolean secured;

    private enum Step {
        GREETING,
        EHLO,
        STARTTLS,
        AUTH
    }

    Opening(ClientSession session, Load load) {
        this.session = session;
        this.load = load;
    }

    /** A new connection. */
    void begin() {
        step = Step.GREETING;
        secured = load.target().security() instanceof Security.Tls tls && tls.implicit();
    }

    @Override
    public void reply(ReplyReader reply) throws IOException {
        if (reply.code() / 100 != 2) {
            session.refused(what(), reply);
            return;
        }
        switch (step) {
            case GREETING -> {
                session.greeted();
                say(Step.EHLO, EHLO);
            }
            case EHLO -> extended(reply);
            case STARTTLS -> {
                secured = true;
                session.secure();
                say(Step.EHLO, EHLO);
            }
            case AUTH -> session.opened();
        }
    }

    private String what() {
        return switch (step) {
            case GREETING -> "connecting";
            case EHLO -> "EHLO";
            case STARTTLS -> "STARTTLS";
            case AUTH -> "AUTH";
        };
    }

    private void say(Step next, String line) {
        step = next;
        session.put(line);
    }

    private void extended(ReplyReader reply) {
        boolean securing = !secured && load.target().security() instanceof Security.Tls;
        String lacking = lacking(reply, securing);
        if (!lacking.isEmpty()) {
            session.hopeless("the server doesn't offer " + lacking);
        } else if (securing) {
            say(Step.STARTTLS, "STARTTLS\r\n");
        } else if (load.target().login().isWanted()) {
            say(Step.AUTH, "AUTH PLAIN " + load.target().login().initialResponse() + "\r\n");
        } else {
            session.opened();
        }
    }

    /** What is needed and not offered; empty where there is all. */
    private String lacking(ReplyReader reply, boolean securing) {
        if (securing) {
            return reply.offers("STARTTLS", "") ? "" : "STARTTLS";
        }
        if (load.manner().pipelining() && !reply.offers("PIPELINING", "")) {
            return "PIPELINING";
        }
        if (load.manner().chunking() && !reply.offers("CHUNKING", "")) {
            return "CHUNKING";
        }
        boolean login = load.target().login().isWanted();
        return login && !reply.offers("AUTH", "PLAIN") ? "AUTH PLAIN" : "";
    }
}
