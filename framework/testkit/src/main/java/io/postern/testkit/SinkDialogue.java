// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

/**
 * The server's side of one session with a sink. Keeps no order of commands: what a client may not
 * do is for the test to see in the record.
 */
final class SinkDialogue {
    private final SmtpSink sink;
    private final SinkSession session;
    private String mailLine = "";
    private final List<String> rcptLines = new ArrayList<>();
    private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    private boolean quit;

    SinkDialogue(SmtpSink sink, SinkSession session) {
        this.sink = sink;
        this.session = session;
    }

    void run() throws IOException, InterruptedException {
        answer(Stage.GREETING, "", sink.greeting());
        while (!quit && !session.dropped()) {
            command(session.line());
        }
    }

    private void command(String line) throws IOException, InterruptedException {
        switch (SmtpSink.verb(line)) {
            case "EHLO" -> hello(Stage.EHLO, line, ehlo());
            case "HELO" -> hello(Stage.HELO, line, "250 sink.test");
            case "STARTTLS" -> startTls(line);
            case "AUTH" -> answer(Stage.AUTH, line, "502 5.5.1 no AUTH");
            case "MAIL" -> mail(line);
            case "RCPT" -> rcpt(line);
            case "DATA" -> data(line);
            case "BDAT" -> chunk(line);
            case "RSET" -> hello(Stage.RSET, line, "250 2.0.0 ok");
            case "QUIT" -> {
                answer(Stage.QUIT, line, "221 2.0.0 bye");
                quit = true;
            }
            default -> answer(Stage.OTHER, line, "500 5.5.2 what?");
        }
    }

    private String ehlo() {
        List<String> offered = sink.offered(session.tls().isPresent());
        StringBuilder reply = new StringBuilder("sink.test");
        for (String keyword : offered) {
            reply.append("\r\n250-").append(keyword);
        }
        int last = reply.lastIndexOf("\r\n250-");
        if (last >= 0) {
            reply.setCharAt(last + 5, ' ');
        }
        return (offered.isEmpty() ? "250 " : "250-") + reply;
    }

    private void hello(Stage stage, String line, String usual)
            throws IOException, InterruptedException {
        forget();
        answer(stage, line, usual);
    }

    private void startTls(String line) throws IOException, InterruptedException {
        Optional<SSLContext> context = session.tls().isPresent() ? Optional.empty() : sink.tls();
        forget();
        String usual = context.isPresent() ? "220 2.0.0 go" : "503 5.5.1 no TLS";
        boolean go = answer(Stage.STARTTLS, line, usual).startsWith("220");
        if (go && context.isPresent() && !session.dropped() && session.tls().isEmpty()) {
            session.startTls(context.get());
        }
    }

    private void mail(String line) throws IOException, InterruptedException {
        if (answer(Stage.MAIL, line, "250 2.1.0 ok").startsWith("2")) {
            forget();
            mailLine = line;
        }
    }

    private void rcpt(String line) throws IOException, InterruptedException {
        String usual = mailLine.isEmpty() ? "503 5.5.1 MAIL first" : "250 2.1.5 ok";
        if (answer(Stage.RCPT, line, usual).startsWith("2")) {
            rcptLines.add(line);
        }
    }

    private void data(String line) throws IOException, InterruptedException {
        String usual = rcptLines.isEmpty() ? "554 5.5.1 no valid recipients" : "354 go on";
        if (!answer(Stage.DATA, line, usual).startsWith("3") || session.dropped()) {
            return;
        }
        session.awaitOctets();
        act(sink.actions(Stage.CONTENT, mailLine, _ -> {}));
        if (!session.dropped()) {
            byte[] wire = session.wire();
            message(wire, SmtpSink.unstuff(wire));
        }
    }

    /** RFC 3030 section 2; the octets follow whatever will be said to them. */
    private void chunk(String line) throws IOException, InterruptedException {
        String[] words = line.split(" ", -1);
        chunks.writeBytes(session.chunk(Integer.parseInt(words[1])));
        boolean last = words.length > 2;
        if (rcptLines.isEmpty()) {
            answer(Stage.BDAT, line, "503 5.5.1 no valid recipients");
        } else if (last) {
            message(chunks.toByteArray(), chunks.toByteArray());
        } else {
            answer(Stage.BDAT, line, "250 2.0.0 go on");
        }
    }

    /** Keeps the message before the client can hear the reply, and also where there is none. */
    private void message(byte[] wire, byte[] content) throws IOException, InterruptedException {
        List<String> recipients = List.copyOf(rcptLines);
        AtomicBoolean kept = new AtomicBoolean();
        Consumer<String> keep =
                reply -> {
                    if (!kept.getAndSet(true)) {
                        sink.keep(
                                new SinkMessage(
                                        session, mailLine, recipients, wire, content, reply));
                    }
                };
        try {
            answer(Stage.MESSAGE, mailLine, "250 2.0.0 taken", keep);
        } finally {
            keep.accept("");
        }
        forget();
    }

    private void forget() {
        mailLine = "";
        rcptLines.clear();
        chunks.reset();
    }

    /** Does what a rule says, or replies as usual; the reply that was sent, empty for none. */
    private String answer(Stage stage, String line, String usual)
            throws IOException, InterruptedException {
        return answer(stage, line, usual, _ -> {});
    }

    private String answer(Stage stage, String line, String usual, Consumer<String> beforeReply)
            throws IOException, InterruptedException {
        session.noteAhead(stage);
        session.beforeReply(beforeReply);
        act(sink.actions(stage, line, SinkAction.reply(usual)));
        return session.lastReply();
    }

    private void act(List<SinkAction> actions) throws IOException, InterruptedException {
        for (SinkAction action : actions) {
            action.act(session);
        }
    }
}
