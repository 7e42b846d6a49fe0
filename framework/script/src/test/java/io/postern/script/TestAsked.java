// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.HeaderField;
import io.postern.script.Asked.Letter;
import io.postern.script.Asked.Sending;
import io.postern.script.Asked.Visitor;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A session as it would be recorded, one question a second. */
final class TestAsked {
    static final Instant START = Instant.parse("2026-11-30T12:00:00Z");
    static final Said PASSED = Said.NOTHING;

    private final String session;
    private final String address;
    private final List<Noted> all = new ArrayList<>();
    private Instant now;
    private String sender = "";
    private final List<String> recipients = new ArrayList<>();

    TestAsked(String session, String address, Instant start) {
        this.session = session;
        this.address = address;
        this.now = start;
    }

    static TestAsked session(String name) {
        return new TestAsked(name, "192.0.2.7", START);
    }

    static Said rejected(String by, String code) {
        return new Said(by, "reject", code, "no", List.of());
    }

    List<Noted> all() {
        return all;
    }

    TestAsked note(Noted noted) {
        all.add(noted);
        return this;
    }

    TestAsked connect(Said given, Said... said) {
        return ask("onConnect", "", Letter.NONE, given, said);
    }

    TestAsked mail(String from, Said given, Said... said) {
        sender = from;
        recipients.clear();
        return ask("onSender", "", Letter.NONE, given, said);
    }

    TestAsked rcpt(String to, Said given, Said... said) {
        ask("onRecipient", to, Letter.NONE, given, said);
        if (!given.isRefusal()) {
            recipients.add(to);
        }
        return this;
    }

    TestAsked message(String subject, Said given, Said... said) {
        Letter letter = new Letter(List.of(new HeaderField("Subject", subject)), 1234, "", false);
        return ask("onMessage", "", letter, given, said);
    }

    TestAsked letter(Letter letter, Said given, Said... said) {
        return ask("onMessage", "", letter, given, said);
    }

    private TestAsked ask(String hook, String about, Letter letter, Said given, Said... said) {
        now = now.plusSeconds(1);
        all.add(
                new Asked(
                        now,
                        hook,
                        new Visitor(address, 40000, "mx", "client.example", "", session, ""),
                        new Sending(sender, List.copyOf(recipients), 0, ""),
                        about,
                        letter,
                        given,
                        List.of(said)));
        return this;
    }

    static Noted.OfDns dns(String type, String name, String... records) {
        return new Noted.OfDns(
                START, type, name, List.of(records), records.length == 0 ? "no-domain" : "");
    }

    static Noted.Loaded loaded(String name, String options) {
        return new Noted.Loaded(START, List.of(new Noted.Entry(name, Set.of(), options)));
    }

    /** Writes them as a server would, and waits until they are written. */
    static void record(Path home, List<? extends Noted> lines) throws InterruptedException {
        Recorder recorder = recorder(home, Set.of(), List.of(), 100);
        lines.forEach(recorder::note);
        recorder.close();
    }

    static Recorder recorder(Path home, Set<Redaction.Part> parts, List<String> kept, int body) {
        return new Recorder(
                new RecordFiles(RecordFiles.folder(home), 1 << 20, Duration.ofDays(7)),
                body,
                key -> new Redaction(parts, kept, key),
                InstantSource.system());
    }
}
