// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Recipient;
import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.DisconnectListener;
import io.postern.api.policy.HeaderPolicy;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.LoginPolicy;
import io.postern.api.policy.MessageEdit;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.policy.SenderPolicy;
import io.postern.api.routing.Router;
import io.postern.script.Asked.Letter;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Asks a script anew what policies were asked: sessions as they were, save that what the script
 * refuses isn't asked about any further. Used by one thread.
 */
final class Replay {
    /** Sessions at once; the one that was heard of longest ago is forgotten. */
    private static final int MOST = 10_000;

    private final Hooks hooks;
    private final String name;
    private final Consumer<String> unasked;
    private final Map<String, Seat> seats =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Seat> eldest) {
                    return size() > MOST;
                }
            };

    /**
     * @param name of the script
     * @param unasked is told of what the copies lack
     */
    Replay(Hooks hooks, String name, Consumer<String> unasked) {
        this.hooks = hooks;
        this.name = name;
        this.unasked = unasked;
    }

    /** The hooks that a script has now. Safe for many threads. */
    static final class Hooks implements Script.Registrar {
        private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();

        @Override
        public <H> Runnable register(Class<H> type, H service) {
            services.put(type, service);
            return () -> services.remove(type, service);
        }

        <H> Optional<H> find(Class<H> type) {
            return Optional.ofNullable(services.get(type)).map(type::cast);
        }
    }

    /** What is known of a session. */
    private static final class Seat {
        final PretendClient client;
        PretendTransaction transaction;
        boolean turnedAway;
        boolean nameless;
        boolean refused;
        boolean headersSeen;
        final Set<String> refusedRecipients = new HashSet<>();
        List<MessageEdit> edits = List.of();

        Seat(Asked asked) {
            client =
                    new PretendClient(
                            InetAddress.ofLiteral(asked.client().address()),
                            asked.client().port(),
                            asked.client().listener(),
                            asked.client().account(),
                            asked.client().session());
            transaction = begin(asked);
        }

        PretendTransaction begin(Asked asked) {
            refused = false;
            headersSeen = false;
            refusedRecipients.clear();
            edits = List.of();
            transaction = new PretendTransaction(client, Pretend.path(asked.sending().sender()));
            return transaction;
        }
    }

    /**
     * Asks one question, and one of a header section before that of a message where the record has
     * none. Each answer goes to the taker, with its question; none where the script isn't asked
     * since it has refused before, or has no such hook. Blocks for the script.
     */
    void ask(Asked asked, BiConsumer<Asked, Said> taker) throws InterruptedException {
        try {
            askAnew(asked, taker);
        } catch (IllegalArgumentException strange) {
            // An address that is none once it has been disguised.
            unasked.accept("it can't be asked again: " + strange.getMessage());
            taker.accept(asked, Said.NOTHING);
        }
    }

    private void askAnew(Asked asked, BiConsumer<Asked, Said> taker) throws InterruptedException {
        if (asked.hook().equals("route")) {
            Optional<Said> said = route(asked);
            if (said.isPresent()) {
                taker.accept(asked, said.get());
            }
            return;
        }
        if (asked.hook().equals("onConnect")) {
            seats.remove(asked.client().session());
        }
        Seat seat = seats.computeIfAbsent(asked.client().session(), _ -> new Seat(asked));
        prepare(seat, asked);
        if (asked.hook().equals("onMessage") && !seat.headersSeen && !isSkipped(seat, asked)) {
            Asked before = ofHeaders(asked);
            step(seat, before, taker);
        }
        step(seat, asked, taker);
        if (asked.hook().equals("onDisconnect")) {
            seats.remove(asked.client().session());
        }
    }

    private static Asked ofHeaders(Asked message) {
        Letter letter = message.letter();
        return new Asked(
                message.at(),
                "onHeaders",
                message.client(),
                message.sending(),
                "",
                new Letter(letter.headers(), 0, "", true),
                Said.NOTHING,
                List.of());
    }

    private static void prepare(Seat seat, Asked asked) {
        seat.client.greet(asked.client().helo());
        seat.client.logIn(asked.client().account());
        switch (asked.hook()) {
            case "onHelo" -> seat.nameless = false;
            case "onSender" -> seat.begin(asked);
            case "onHeaders" -> seat.headersSeen = true;
            default -> {}
        }
        seat.transaction.become(
                asked.sending().recipients().stream()
                        .filter(one -> !seat.refusedRecipients.contains(one))
                        .map(one -> Recipient.of(Pretend.mailbox(one)))
                        .toList());
    }

    private static boolean isSkipped(Seat seat, Asked asked) {
        boolean over = seat.turnedAway || seat.nameless;
        return switch (asked.hook()) {
            case "onConnect", "onDisconnect" -> false;
            case "onHelo", "onAuth", "onSender" -> over;
            case "onRelay", "onRecipient" ->
                    over || seat.refused || seat.refusedRecipients.contains(asked.about());
            default -> over || seat.refused || seat.transaction.recipients().isEmpty();
        };
    }

    private void step(Seat seat, Asked asked, BiConsumer<Asked, Said> taker)
            throws InterruptedException {
        if (isSkipped(seat, asked)) {
            return;
        }
        Optional<Said> answer = judge(seat, asked);
        if (answer.isEmpty()) {
            return;
        }
        Said said = answer.get();
        if (said.isRefusal() || said.verdict().equals("discard")) {
            refuse(seat, asked);
        }
        taker.accept(asked, said);
    }

    /** What it refuses ends there, whatever came next when the record was made. */
    private static void refuse(Seat seat, Asked asked) {
        switch (asked.hook()) {
            case "onConnect" -> seat.turnedAway = true;
            case "onHelo" -> seat.nameless = true;
            case "onRelay", "onRecipient" -> {
                boolean _ = seat.refusedRecipients.add(asked.about());
            }
            case "onAuth" -> {}
            default -> seat.refused = true;
        }
    }

    private Optional<Said> route(Asked asked) throws InterruptedException {
        return said(
                Router.class,
                router ->
                        router.route(
                                Recipient.of(Pretend.mailbox(asked.about())),
                                new Pretend.OfRouting(
                                        Pretend.path(asked.sending().sender()),
                                        asked.sending().redirects(),
                                        asked.sending().hostname())));
    }

    private Optional<Said> judge(Seat seat, Asked asked) throws InterruptedException {
        PretendTransaction transaction = seat.transaction;
        return switch (asked.hook()) {
            case "onConnect" -> said(ConnectPolicy.class, hook -> hook.onConnect(seat.client));
            case "onHelo" -> said(HeloPolicy.class, hook -> hook.onHelo(seat.client));
            case "onAuth" ->
                    said(LoginPolicy.class, hook -> hook.onLogin(seat.client, asked.about()));
            case "onSender" -> said(SenderPolicy.class, hook -> hook.onSender(transaction));
            case "onRelay" ->
                    said(RelayPolicy.class, hook -> hook.onRelay(transaction, recipient(asked)));
            case "onRecipient" ->
                    said(
                            RecipientPolicy.class,
                            hook -> hook.onRecipient(transaction, recipient(asked)));
            case "onHeaders" -> headers(seat, asked);
            case "onMessage" -> {
                CopiedMessage message =
                        new CopiedMessage(asked.letter(), unasked).edited(seat.edits);
                yield said(MessagePolicy.class, hook -> hook.onMessage(transaction, message));
            }
            case "onDisconnect" ->
                    said(
                            DisconnectListener.class,
                            hook -> {
                                hook.onDisconnect(seat.client);
                                return true;
                            });
            default -> Optional.empty();
        };
    }

    /** What it changed, its onMessage sees; the record has it already where the other did so. */
    private Optional<Said> headers(Seat seat, Asked asked) throws InterruptedException {
        CopiedMessage message = new CopiedMessage(asked.letter(), unasked);
        Optional<Said> said =
                said(
                        HeaderPolicy.class,
                        hook -> {
                            MessageVerdict verdict = hook.onHeaders(seat.transaction, message);
                            seat.edits =
                                    verdict instanceof MessageVerdict.Edit(var made)
                                            ? made
                                            : List.of();
                            return verdict;
                        });
        if (said.isPresent() && said.get().changes().equals(asked.given().changes())) {
            seat.edits = List.of();
        }
        return said;
    }

    private static Recipient recipient(Asked asked) {
        return Recipient.of(Pretend.mailbox(asked.about()));
    }

    private <H> Optional<Said> said(Class<H> type, Asking<H> asking) throws InterruptedException {
        Optional<H> hook = hooks.find(type);
        if (hook.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Said.of(name, asking.of(hook.get())));
        } catch (ScriptFailedException broken) {
            return Optional.of(Said.failed(name, String.valueOf(broken.getMessage())));
        }
    }

    /** One call of a hook. */
    @FunctionalInterface
    private interface Asking<H> {
        Object of(H hook) throws InterruptedException;
    }
}
