// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.smtp.Command;
import io.postern.smtp.Reply;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * MAIL, RCPT and maybe DATA, with an account for each recipient: accepted, settled, or neither:
 * more than the host takes at once. Used once, by one thread.
 *
 * <p>Where the host offers PIPELINING (RFC 2920) the commands up to DATA go out together, in groups
 * of a size that its replies can't fill anybody's buffers. A chunk isn't sent before it is known
 * that somebody gets it.
 */
final class EnvelopeDialogue {
    private static final int GROUP = 100;

    private final SmtpSession session;
    private final Dispatch dispatch;
    private final List<Recipient> recipients;
    private final boolean pipelining;
    private final List<Recipient> accepted = new ArrayList<>();
    private final Map<Recipient, DeliveryOutcome> settled = new LinkedHashMap<>();

    EnvelopeDialogue(SmtpSession session, Dispatch dispatch, List<Recipient> recipients) {
        this.session = session;
        this.dispatch = dispatch;
        this.recipients = recipients;
        this.pipelining = session.extensions().has("PIPELINING");
    }

    /** Does it; the host's refusal of MAIL where it refused that. */
    Optional<Reply> run() throws IOException {
        return pipelining ? inGroups() : byStep();
    }

    /** Whether DATA is among what was sent, so that its reply is the next. */
    boolean dataSent() {
        return pipelining && !dispatch.chunked();
    }

    /** Those whom the host took. */
    List<Recipient> accepted() {
        return accepted;
    }

    /** Those whom it refused, now or for ever. */
    Map<Recipient, DeliveryOutcome> settled() {
        return settled;
    }

    /** 354 though nobody is to get it (RFC 2920 section 3.1): an empty message, for nobody. */
    void sendNothing() throws IOException {
        session.connection().put(".");
        session.flush();
        session.reply(session.timeouts().dataEnd());
    }

    private Optional<Reply> byStep() throws IOException {
        session.put(dispatch.mail());
        session.flush();
        Reply mail = session.reply(session.timeouts().mail());
        if (!mail.isPositive()) {
            return Optional.of(mail);
        }
        for (Recipient recipient : recipients) {
            putRcpt(recipient);
            session.flush();
            account(recipient, session.reply(session.timeouts().rcpt()));
        }
        return Optional.empty();
    }

    /** MAIL with the first group, DATA with the last; replies come in the order of commands. */
    private Optional<Reply> inGroups() throws IOException {
        Reply mail = null;
        session.put(dispatch.mail());
        for (int from = 0; from < recipients.size(); from += GROUP) {
            int to = Math.min(from + GROUP, recipients.size());
            List<Recipient> group = recipients.subList(from, to);
            group.forEach(this::putRcpt);
            boolean data = to == recipients.size() && dataSent();
            if (data) {
                session.put(new Command.Data());
            }
            session.flush();
            mail = mail == null ? session.reply(session.timeouts().mail()) : mail;
            if (!mail.isPositive()) {
                skip(group.size(), data);
                return Optional.of(mail);
            }
            for (Recipient recipient : group) {
                account(recipient, session.reply(session.timeouts().rcpt()));
            }
        }
        return Optional.empty();
    }

    private void putRcpt(Recipient recipient) {
        Command.Rcpt rcpt = dispatch.rcpts().get(recipient);
        if (rcpt == null) {
            throw new IllegalArgumentException("not in the dispatch: " + recipient);
        }
        session.put(rcpt);
    }

    /**
     * Reads what a host says to the commands behind a refused MAIL. That it closes instead changes
     * nothing: it has spoken.
     */
    private void skip(int rcpts, boolean data) {
        try {
            for (int i = 0; i < rcpts; i++) {
                session.reply(session.timeouts().rcpt());
            }
            if (data && session.reply(session.timeouts().dataInit()).isIntermediate()) {
                sendNothing();
            }
        } catch (IOException _) {
            // QUIT will find it closed too
        }
    }

    private void account(Recipient recipient, Reply reply) {
        if (reply.isPositive()) {
            accepted.add(recipient);
        } else if (accepted.isEmpty() || !session.trouble().isTooMany(reply)) {
            settled.put(recipient, session.trouble().refusedRecipient(reply));
        }
    }
}
