// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.ReversePath;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says what is in a payload, as {@link RecordView#facts()}. */
final class RecordFacts {
    private RecordFacts() {}

    static Map<String, Object> of(Frame.Parsed record) {
        ByteBuffer payload = record.payload();
        return switch (record.type()) {
            case BODY -> Map.of("octets", new PayloadReader(payload).count(1));
            case ACCEPT -> accept(AcceptRecord.read(payload));
            case OUTCOME -> outcome(OutcomeRecord.read(payload));
            case FINISHED -> Map.of("reason", new PayloadReader(payload).readText());
            case RELEASED -> Map.of();
            case HELD -> Map.of("reason", new PayloadReader(payload).readText());
            case RELOCATED -> relocated(RelocatedRecord.read(payload));
            case SEAL -> seal(SealRecord.read(payload));
            case NOTE -> note(NoteRecord.read(payload));
        };
    }

    private static Map<String, Object> accept(AcceptRecord accept) {
        Map<String, Object> facts = new LinkedHashMap<>();
        byte[] envelope = accept.envelope();
        if (!MessageId.spells(accept.id())) {
            facts.put("id", accept.id().value());
        }
        facts.put("received", accept.received().toString());
        facts.put("from", "<" + EnvelopeCodec.reversePath(envelope) + ">");
        facts.put(
                "to", EnvelopeCodec.recipients(envelope).stream().map(RecordFacts::text).toList());
        facts.put("size", accept.size());
        if (!accept.hold().isEmpty()) {
            facts.put("hold", accept.hold());
        }
        if (accept.bounce()) {
            facts.put("bounce", true);
        }
        facts.put("head", accept.head().length);
        facts.put("skip", accept.skip());
        facts.put("chunks", accept.chunks().stream().map(RecordFacts::text).toList());
        facts.put("octets", accept.last().remaining());
        return facts;
    }

    private static Map<String, Object> relocated(RelocatedRecord relocated) {
        Map<String, Object> facts = accept(relocated.message());
        if (!relocated.redirected().isEmpty()) {
            facts.put(
                    "redirected", relocated.redirected().stream().map(RecordFacts::text).toList());
        }
        List<RecipientState> states = relocated.states();
        facts.put(
                "outcomes",
                IntStream.range(0, states.size())
                        .mapToObj(i -> i + " " + text(states.get(i)))
                        .toList());
        return facts;
    }

    private static Map<String, Object> seal(SealRecord seal) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("records", seal.records());
        facts.put("first", seal.first());
        facts.put("last", seal.last());
        return facts;
    }

    private static String text(Chunk chunk) {
        return chunk.place().segment() + ":" + chunk.place().offset() + " " + chunk.octets();
    }

    private static String text(Recipient recipient) {
        String mailbox = "<" + recipient.mailbox() + ">";
        String whom =
                recipient.mailbox().equals(recipient.original())
                        ? mailbox
                        : mailbox + " for <" + recipient.original() + ">";
        return recipient.returnPath() instanceof ReturnPath.Own(ReversePath sender)
                ? whom + " from <" + sender + ">"
                : whom;
    }

    private static Map<String, Object> outcome(OutcomeRecord outcome) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("outcomes", outcome.changes().stream().map(RecordFacts::text).toList());
        if (!outcome.bounces().isEmpty()) {
            facts.put("with", outcome.bounces().stream().map(MessageId::toString).toList());
        }
        return facts;
    }

    private static String text(RecipientChange change) {
        return change.index() + " " + text(change.state());
    }

    static String text(RecipientState state) {
        return switch (state) {
            case RecipientState.Waiting(var attempts, var due, var last, var doubtful) ->
                    "waiting, tried %d times%s, due %s%s"
                            .formatted(
                                    attempts,
                                    doubtful ? ", may have arrived" : "",
                                    due,
                                    last.isEmpty() ? "" : ": " + last);
            case RecipientState.Delivered(var by) -> "delivered by " + by;
            case RecipientState.Failed(var status) ->
                    "failed 5.%d.%d %s".formatted(status.subject(), status.detail(), status.text());
            case RecipientState.Redirected(var recipients) ->
                    recipients.stream()
                            .map(RecordFacts::text)
                            .collect(Collectors.joining(", ", "redirected to ", ""));
            case RecipientState.Discarded(var reason) -> "discarded: " + reason;
        };
    }

    private static Map<String, Object> note(NoteRecord note) {
        Map<String, Object> facts = new LinkedHashMap<>();
        switch (note) {
            case NoteRecord.Segment(_, var lastId) -> {
                facts.put("note", "segment begins");
                facts.put("lastId", QueueIds.format(lastId).value());
            }
            case NoteRecord.Recovered(var summary, var gaps) -> {
                facts.put("note", "recovered");
                facts.put("summary", summary);
                facts.put("gaps", gaps.stream().map(RecordFacts::text).toList());
            }
            case NoteRecord.CleanStop() -> facts.put("note", "clean stop");
        }
        return facts;
    }

    private static String text(NoteRecord.Gap gap) {
        return gap.first() + "-" + gap.last();
    }
}
