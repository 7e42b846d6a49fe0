// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Envelope.BodyType;
import io.postern.smtp.ChunkScanner;
import io.postern.smtp.Command;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message comes by BDAT (RFC 3030): chunk by chunk up to the one that is LAST, and by nothing but
 * BDAT. A chunk that is refused ends the transaction; those that are in the pipeline behind it are
 * refused in {@link AwaitMail}.
 */
final class CollectChunks implements Phase {
    private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Session session;
    private final boolean isBinary;
    private final Intake intake;
    private final ChunkScanner text;

    CollectChunks(Session session, SessionTransaction transaction) throws InterruptedException {
        this.session = session;
        this.isBinary = transaction.options().body() == BodyType.BINARY_MIME;
        this.intake = new Intake(session, transaction);
        this.text = new ChunkScanner(session.limits().messages().lineLength());
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Phase mail(Command.Mail mail) throws InterruptedException {
        return refuse("MAIL", Replies.NESTED_MAIL);
    }

    @Override
    public Phase rcpt(Command.Rcpt rcpt) throws InterruptedException {
        return refuse("RCPT", Replies.IN_CHUNKS);
    }

    @Override
    public Phase data() throws InterruptedException {
        return refuse("DATA", Replies.IN_CHUNKS);
    }

    @Override
    public Phase bdat(Command.Bdat command) throws InterruptedException {
        receive(new Chunk(session, command, intake.size()));
        if (command.last()) {
            endText();
            intake.finish("BDAT");
            return new AwaitMail(session);
        }
        if (intake.tellRefusal("BDAT")) {
            return new AwaitMail(session, true);
        }
        if (command.octets() == 0) {
            session.tally().junk();
        }
        session.reply(Replies.chunkTaken(command.octets()));
        return this;
    }

    private void receive(Chunk chunk) throws InterruptedException {
        while (chunk.hasMore()) {
            ByteBuffer octets = chunk.next();
            ByteBuffer looked = octets.duplicate();
            int ofHeader = intake.look(octets);
            // Also of a binary message the header section is lines (RFC 3030 section 3).
            text.scan(isBinary ? looked.limit(looked.position() + ofHeader) : looked);
            intake.flawed(text.flaw());
            intake.keep(octets, ofHeader);
        }
    }

    /**
     * Downstream a text may go by DATA, which ends it with CRLF; a binary message stays as it is.
     */
    private void endText() throws InterruptedException {
        if (!isBinary) {
            text.finish();
            intake.flawed(text.flaw());
            if (!text.isAtLineStart()) {
                intake.take(ByteBuffer.wrap(CRLF));
            }
        }
    }

    @Override
    public Phase reset() {
        return new AwaitMail(session);
    }

    @Override
    public void close() {
        intake.close();
    }
}
