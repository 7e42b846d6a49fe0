// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.DsnRequest.Notify;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Message;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.policy.MessageEdit;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * {@code message}, for scripts. What a script does to it is noted, and made by the core if the
 * script ends well: all of it, or nothing.
 */
final class MessageView extends View {
    private static final Set<String> MEMBERS =
            Set.of("size", "headers", "body", "parts", "setSender", "addRecipient", "wrap");
    private static final DsnRequest UNTOLD = new DsnRequest(Set.of(Notify.NEVER), "");

    private final Message message;
    private final MessageEdits edits;
    private final HeadersView headers;
    private final ProxyExecutable body = this::body;
    private final ProxyExecutable parts = this::parts;
    private final ProxyExecutable setSender = this::setSender;
    private final ProxyExecutable addRecipient = this::addRecipient;
    private final ProxyExecutable wrap = this::wrap;
    private @Nullable PartsView known;

    /**
     * @param edits takes what is done to it
     */
    MessageView(Scope scope, Message message, MessageEdits edits) {
        super(scope, MEMBERS);
        this.message = message;
        this.edits = edits;
        this.headers = new HeadersView(scope, message, edits);
    }

    @Override
    Object member(String name) {
        return switch (name) {
            case "size" -> message.size();
            case "headers" -> headers;
            case "body" -> body;
            case "parts" -> parts;
            case "setSender" -> setSender;
            case "addRecipient" -> addRecipient;
            case "wrap" -> wrap;
            default -> throw new UnsupportedOperationException(name);
        };
    }

    private Object body(Value... arguments) {
        scope().check();
        if (arguments.length == 0) {
            return BodyText.read(message, Limits.ANSWER);
        }
        Value octets = arguments[0];
        if (!octets.fitsInInt() || octets.asInt() < 0 || octets.asInt() > BodyText.MOST) {
            throw new IllegalArgumentException("octets must be from 0 to " + BodyText.MOST);
        }
        return BodyText.read(message, octets.asInt());
    }

    /** Taken apart once, when somebody first asks. */
    private Object parts(@SuppressWarnings("unused") Value... arguments) {
        scope().check();
        PartsView view = known;
        if (view == null) {
            view = new PartsView(scope(), scope().waiting(() -> MimeReader.read(message)));
            known = view;
        }
        return view;
    }

    private @Nullable Object setSender(Value... arguments) {
        scope().check();
        String address = Arguments.text(arguments, 0, "address");
        ReversePath path = MailboxText.path(address);
        edits.note(new MessageEdit.SetSender(path), address.length());
        return null;
    }

    private @Nullable Object addRecipient(Value... arguments) {
        scope().check();
        String address = Arguments.text(arguments, 0, "address");
        Mailbox mailbox = MailboxText.require(address);
        boolean told =
                Members.optional(arguments, 1, Set.of("notify"))
                        .find("notify")
                        .map(MessageView::truth)
                        .orElse(true);
        Recipient recipient = new Recipient(mailbox, mailbox, told ? DsnRequest.NONE : UNTOLD);
        edits.note(new MessageEdit.AddRecipient(recipient), address.length());
        return null;
    }

    private static boolean truth(Value value) {
        if (!value.isBoolean()) {
            throw new IllegalArgumentException("notify must be true or false");
        }
        return value.asBoolean();
    }

    private @Nullable Object wrap(Value... arguments) {
        scope().check();
        String before = lines(Arguments.text(arguments, 0, "before"));
        String after = lines(Arguments.text(arguments, 1, "after"));
        edits.note(new MessageEdit.Wrap(before, after), before.length() + after.length());
        return null;
    }

    /** Lines as a message has them, the last one ended too. */
    private static String lines(String text) {
        String lines = text.replaceAll("\\r\\n|\\r|\\n", "\r\n");
        return lines.isEmpty() || lines.endsWith("\r\n") ? lines : lines + "\r\n";
    }
}
