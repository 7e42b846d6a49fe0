// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.io.IOException;
import java.util.BitSet;

/**
 * Message after message. With PIPELINING the same replies come in the same order, only nothing is
 * said between them.
 */
final class Mailing implements Talk {
    private final ClientSession session;
    private final ClientLoop loop;
    private final boolean pipelining;
    private final boolean chunking;
    private final int recipients;
    private final Words words;

    private final BitSet accepted = new BitSet();
    private Step step = Step.NONE;
    private long sequence;
    private long begun;
    private Letter letter;
    private int answered;
    private boolean open;
    private boolean taken;

    private enum Step {
        NONE,
        MAIL,
        RCPT,
        DATA,
        CONTENT,
        RSET
    }

    Mailing(ClientSession session, ClientLoop loop, Load load, Words words) {
        this.session = session;
        this.loop = loop;
        this.words = words;
        pipelining = load.manner().pipelining();
        chunking = load.manner().chunking();
        recipients = load.addresses().recipients();
        letter = loop.letter(0);
    }

    /** Sends a message; its latency counts from {@code begin}. */
    void begin(long number, long begin) {
        sequence = number;
        begun = begin;
        letter = loop.letter(number);
        answered = 0;
        open = false;
        taken = false;
        accepted.clear();
        step = Step.MAIL;
        words.mail(session.out());
        if (pipelining) {
            for (int i = 0; i < recipients; i++) {
                words.rcpt(sequence, i, session.out());
            }
            content();
        }
    }

    @Override
    public void reply(ReplyReader reply) throws IOException {
        boolean good = reply.code() / 100 == 2;
        switch (step) {
            case MAIL -> mail(good, reply);
            case RCPT -> rcpt(good, reply);
            case DATA -> data(reply);
            case CONTENT -> end(good, reply);
            case RSET -> finish();
            case NONE -> session.refused("nothing", reply);
        }
    }

    private void mail(boolean good, ReplyReader reply) {
        open = good;
        if (!good) {
            fail(reply);
        }
        step = Step.RCPT;
        if (!pipelining && good) {
            words.rcpt(sequence, 0, session.out());
        } else if (!pipelining) {
            finish();
        }
    }

    private void rcpt(boolean good, ReplyReader reply) {
        if (good) {
            accepted.set(answered);
        } else if (open) {
            fail(reply);
        }
        answered++;
        if (answered < recipients) {
            if (!pipelining) {
                words.rcpt(sequence, answered, session.out());
            }
            return;
        }
        if (!pipelining && accepted.isEmpty()) {
            reset();
            return;
        }
        step = chunking ? Step.CONTENT : Step.DATA;
        if (!pipelining) {
            content();
        }
    }

    /** DATA, or all of the message in one chunk. */
    private void content() {
        if (chunking) {
            words.bdat(letter.size(), session.out());
            session.send(letter, sequence, false);
        } else {
            words.data(session.out());
        }
    }

    private void data(ReplyReader reply) {
        if (reply.code() != 354) {
            if (!accepted.isEmpty()) {
                fail(reply);
            }
            endTransaction();
        } else if (accepted.isEmpty()) {
            // It waits for a message to nobody: there must be an end to that (RFC 2920 3.1).
            step = Step.CONTENT;
            session.put(".\r\n");
        } else {
            step = Step.CONTENT;
            session.send(letter, sequence, true);
        }
    }

    private void end(boolean good, ReplyReader reply) {
        if (good) {
            taken = true;
            loop.taken(sequence, letter.size(), begun);
            receipts(true);
            finish();
            return;
        }
        if (!accepted.isEmpty()) {
            fail(reply);
        }
        endTransaction();
    }

    /** Without a 250 at the end it may still be open on the other side. */
    private void endTransaction() {
        if (open) {
            reset();
        } else {
            finish();
        }
    }

    private void reset() {
        step = Step.RSET;
        session.put("RSET\r\n");
    }

    private void fail(ReplyReader reply) {
        loop.trouble(String.valueOf(reply.code()), reply.text());
    }

    private void finish() {
        if (!taken) {
            loop.failed();
            receipts(false);
        }
        step = Step.NONE;
        session.messageEnded();
    }

    /** The connection is gone. A message that had left whole may have been taken all the same. */
    void lost(boolean sent) {
        if (step == Step.NONE) {
            return;
        }
        loop.failed();
        if (step != Step.CONTENT || !sent) {
            receipts(false);
        }
        step = Step.NONE;
    }

    private void receipts(boolean good) {
        for (int i = 0; i < recipients; i++) {
            loop.receipt(sequence, i, good && accepted.get(i));
        }
    }
}
