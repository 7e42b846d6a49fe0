// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.auth.Authentication.Identity;
import io.postern.api.mail.Client;
import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.ReversePath;
import io.postern.api.policy.HeaderEdit;
import io.postern.server.ListenerSettings.Role;
import io.postern.server.ListenerSettings.Tls;
import io.postern.smtp.AddressParser;
import io.postern.smtp.Reply;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is different on a listener for our users (RFC 6409): they log in, send in their own name,
 * and get the fields that a message must have. From and Sender in the header section are theirs.
 */
final class Submission {
    private Submission() {}

    /** Whether the client may send nothing at all yet (RFC 6409 section 4.3). */
    static boolean needsLogin(Role role, Client client) {
        return role == Role.SUBMISSION && client.account().isEmpty();
    }

    /** Why this client may not send in this name. */
    static Optional<Reply> refusal(Session session, ReversePath path) {
        if (needsLogin(session.settings().role(), session.client())) {
            boolean tlsFirst = !Offer.hasAuth(session) && session.settings().tls() == Tls.STARTTLS;
            return Optional.of(tlsFirst ? Replies.TLS_FIRST : Replies.LOGIN_NEEDED);
        }
        Optional<Identity> identity = session.client().identity();
        if (session.settings().role() != Role.SUBMISSION || identity.isEmpty()) {
            return Optional.empty();
        }
        return switch (path) {
            case ReversePath.Null _ -> Optional.empty();
            case ReversePath.Of(Mailbox mailbox) ->
                    belongs(mailbox, identity.get())
                            ? Optional.empty()
                            : Optional.of(Replies.SENDER_NOT_YOURS);
        };
    }

    /** Whether an account may send as this mailbox; local-parts in any case are the same here. */
    private static boolean belongs(Mailbox mailbox, Identity identity) {
        String domain = "@" + mailbox.domain();
        for (String sender : identity.senders()) {
            boolean all = sender.equals("*") || sender.equalsIgnoreCase(domain);
            if (all || isMailbox(sender, mailbox)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMailbox(String sender, Mailbox mailbox) {
        return AddressParser.utf8Mailbox(sender)
                .filter(
                        own ->
                                own.domain().equals(mailbox.domain())
                                        && lower(own).equals(lower(mailbox)))
                .isPresent();
    }

    private static String lower(Mailbox mailbox) {
        return mailbox.localPart().toLowerCase(Locale.ROOT);
    }

    /** Where a mailbox is that is named without a domain: with its account, else with us. */
    static Domain domain(Session session) {
        return session.client()
                .account()
                .flatMap(AddressParser::utf8Mailbox)
                .map(Mailbox::domain)
                .orElseGet(() -> session.server().host().get().defaultDomain());
    }

    /** Adds Date and Message-ID where they are missing (RFC 6409 sections 8.1 to 8.3). */
    static void complete(Session session, QueueId id, MessageDraft draft) throws IOException {
        if (session.settings().role() != Role.SUBMISSION) {
            return;
        }
        Instant now = session.server().clock().instant();
        List<HeaderEdit> additions = new ArrayList<>();
        if (!draft.hasMessageId()) {
            String host = session.server().host().get().hostname();
            additions.add(new HeaderEdit.Add("Message-ID", "<" + id + "@" + host + ">"));
        }
        if (!draft.hasDate()) {
            additions.add(new HeaderEdit.Add("Date", TraceField.date(now)));
        }
        if (!additions.isEmpty()) {
            draft.complete(additions);
        }
    }
}
