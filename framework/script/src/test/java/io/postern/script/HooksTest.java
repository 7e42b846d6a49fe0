// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static io.postern.script.TestMail.client;
import static io.postern.script.TestMail.message;
import static io.postern.script.TestMail.recipient;
import static io.postern.script.TestMail.routing;
import static io.postern.script.TestMail.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.Domain;
import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.DisconnectListener;
import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.policy.SenderPolicy;
import io.postern.api.policy.Verdict;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;
import io.postern.api.transport.Cause;
import io.postern.api.transport.Deferral;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.Peer;
import io.postern.api.transport.Rate;
import io.postern.api.transport.RetrySchedule;
import io.postern.api.transport.RetrySchedule.Next;
import io.postern.api.transport.Shaping;
import io.postern.api.transport.ShapingPolicy;
import io.postern.api.transport.TlsLevel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class HooksTest {
    @TempDir private Path home;

    @Test
    void clientIsJudgedWhenItConnects() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { accept, defer, ip, reject } from 'postern';
                        const bad = ip.set('192.0.2.0/24', '2001:db8::/32');
                        export function onConnect(client) {
                            if (bad.has(client.address)) {
                                return reject('5.7.1', `no mail from ${client.address} at ${client.listener}`);
                            }
                            if (client.address === '198.51.100.1') return defer('4.7.0', 'later');
                            if (client.address === '198.51.100.2') return accept();
                        }
                        """)) {
            ConnectPolicy policy = script.hook(ConnectPolicy.class);
            assertThat(policy.onConnect(client("192.0.2.9")))
                    .isEqualTo(Verdict.reject(7, 1, "no mail from 192.0.2.9 at smtp"));
            assertThat(policy.onConnect(client("2001:db8:0:0:0:0:0:9")))
                    .isInstanceOf(Verdict.Reject.class);
            assertThat(policy.onConnect(client("198.51.100.1")))
                    .isEqualTo(Verdict.defer(7, 0, "later"));
            assertThat(policy.onConnect(client("198.51.100.2"))).isEqualTo(Verdict.accept());
            assertThat(policy.onConnect(client("198.51.100.3"))).isEqualTo(Verdict.pass());
        }
    }

    @Test
    void clientIsJudgedByItsName() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { reject } from 'postern';
                        export const onHelo = (client) =>
                            client.helo === 'client.example' ? reject('5.5.2', 'not that name') : undefined;
                        """)) {
            assertThat(script.hook(HeloPolicy.class).onHelo(client("192.0.2.1")))
                    .isEqualTo(Verdict.reject(5, 2, "not that name"));
        }
    }

    @Test
    void nullReversePathIsTheEmptyString() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { accept, reject } from 'postern';
                        export function onSender(transaction) {
                            if (transaction.sender === '') return accept();
                            if (transaction.sender === 'alice@example.com') return reject('5.1.8', 'go away');
                        }
                        """)) {
            SenderPolicy policy = script.hook(SenderPolicy.class);
            assertThat(policy.onSender(transaction("192.0.2.1", ""))).isEqualTo(Verdict.accept());
            assertThat(policy.onSender(transaction("192.0.2.1", "alice@example.com")))
                    .isEqualTo(Verdict.reject(1, 8, "go away"));
            assertThat(policy.onSender(transaction("192.0.2.1", "bob@example.com")))
                    .isEqualTo(Verdict.pass());
        }
    }

    @Test
    void recipientIsJudgedBesideThoseTakenBefore() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { reject } from 'postern';
                        export function onRecipient(transaction, recipient) {
                            const known = transaction.recipients.map((r) => r.address).join(' ');
                            return reject('5.1.1', [recipient.localPart, recipient.domain, recipient.address,
                                transaction.recipients.length, known, transaction.client.helo].join('|'));
                        }
                        """)) {
            Verdict verdict =
                    script.hook(RecipientPolicy.class)
                            .onRecipient(
                                    transaction("192.0.2.1", "", "a@example.org", "b@example.org"),
                                    recipient("Carol@Example.ORG"));
            assertThat(verdict)
                    .isEqualTo(
                            Verdict.reject(
                                    1,
                                    1,
                                    "Carol|example.org|Carol@example.org|2|"
                                            + "a@example.org b@example.org|client.example"));
        }
    }

    @Test
    void relayIsPermittedDeniedOrLeftToOthers() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { deny, ip, pass, permit } from 'postern';
                        const office = ip.set('192.0.2.0/24');
                        export function onRelay(transaction, recipient) {
                            if (recipient.domain === 'enemy.example') return deny('5.7.1', 'not there');
                            return office.has(transaction.client.address) ? permit() : pass();
                        }
                        """)) {
            RelayPolicy policy = script.hook(RelayPolicy.class);
            assertThat(policy.onRelay(transaction("192.0.2.1", ""), recipient("a@b.example")))
                    .isEqualTo(new RelayDecision.Permit());
            assertThat(policy.onRelay(transaction("198.51.100.1", ""), recipient("a@b.example")))
                    .isEqualTo(new RelayDecision.Pass());
            assertThat(policy.onRelay(transaction("192.0.2.1", ""), recipient("a@enemy.example")))
                    .isEqualTo(new RelayDecision.Deny(new Status.Permanent(7, 1, "not there")));
        }
    }

    @Test
    void headersAreReadAndEdited() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        export function onMessage(transaction, message) {
                            const hops = message.headers.all('received').length;
                            message.headers.remove('X-Old');
                            message.headers.add('X-Seen', `${message.headers.get('SUBJECT')} ${hops}`);
                            message.headers.add('X-Size', `${message.size} ${message.headers.get('X-Seen')}`
                                + message.headers.get('X-Old'));
                        }
                        """)) {
            MessageVerdict verdict =
                    script.hook(MessagePolicy.class)
                            .onMessage(
                                    transaction(),
                                    message(
                                            new HeaderField("Received", "one"),
                                            new HeaderField("Received", "two"),
                                            new HeaderField("X-Old", "gone"),
                                            new HeaderField("Subject", "Grüße")));
            assertThat(verdict)
                    .isEqualTo(
                            new MessageVerdict.Edit(
                                    List.of(
                                            new HeaderEdit.Remove("X-Old"),
                                            new HeaderEdit.Add("X-Seen", "Grüße 2"),
                                            new HeaderEdit.Add("X-Size", "1234 Grüße 2"))));
        }
    }

    @Test
    void messageIsJudgedByItsSubject() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import * as postern from 'postern';
                        export function onMessage(transaction, message) {
                            switch (message.headers.get('Subject')) {
                                case 'accept': return postern.accept();
                                case 'defer': return postern.defer('4.7.1', 'later');
                                case 'reject': return postern.reject('5.7.1', 'never');
                                case 'discard': return postern.discard('spam');
                                case 'hold': return postern.hold('for a look');
                                case 'edited': message.headers.add('X-A', 'b'); return postern.reject('5.7.1', 'no');
                            }
                        }
                        """)) {
            assertThat(about(script, "accept")).isEqualTo(new MessageVerdict.Accept());
            assertThat(about(script, "defer"))
                    .isEqualTo(new MessageVerdict.Defer(new Status.Transient(7, 1, "later")));
            assertThat(about(script, "reject"))
                    .isEqualTo(new MessageVerdict.Reject(new Status.Permanent(7, 1, "never")));
            assertThat(about(script, "discard")).isEqualTo(new MessageVerdict.Discard("spam"));
            assertThat(about(script, "hold")).isEqualTo(new MessageVerdict.Hold("for a look"));
            assertThat(about(script, "edited")).isInstanceOf(MessageVerdict.Reject.class);
            assertThat(about(script, "hello")).isEqualTo(new MessageVerdict.Pass());
        }
    }

    private static MessageVerdict about(TestScript script, String subject) throws Exception {
        return script.hook(MessagePolicy.class)
                .onMessage(transaction(), message(new HeaderField("Subject", subject)));
    }

    @Test
    void recipientsAreRouted() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { defer, discard, redirect, unroutable, via } from 'postern';
                        export function route(recipient, context) {
                            switch (recipient.localPart) {
                                case 'text': return via('smtp', ['mx1.example.org:2525', '[2001:db8::1]:25', 'mx3']);
                                case 'objects': return via('smtp', [
                                    { host: 'a', port: 26, preference: 10 }, { host: 'b', preference: 10 }]);
                                case 'here': return via('maildir');
                                case 'moved': return redirect('new@example.net');
                                case 'list': return redirect(['a@example.net', context.sender]);
                                case 'gone': return unroutable('5.1.1', `unknown at ${context.hostname}`);
                                case 'later': return defer('4.4.3', `after ${context.redirects} redirects`);
                                case 'drop': return discard('unwanted');
                            }
                        }
                        """)) {
            assertThat(route(script, "text"))
                    .isEqualTo(
                            new RoutingDecision.Via(
                                    "smtp",
                                    List.of(
                                            new NextHop("mx1.example.org", 2525, 0),
                                            new NextHop("2001:db8::1", 25, 1),
                                            new NextHop("mx3", 25, 2))));
            assertThat(route(script, "objects"))
                    .isEqualTo(
                            new RoutingDecision.Via(
                                    "smtp",
                                    List.of(new NextHop("a", 26, 10), new NextHop("b", 25, 10))));
            assertThat(route(script, "here"))
                    .isEqualTo(new RoutingDecision.Via("maildir", List.of()));
            assertThat(route(script, "moved"))
                    .isEqualTo(
                            new RoutingDecision.Redirect(
                                    List.of(TestMail.mailbox("new@example.net"))));
            assertThat(route(script, "list"))
                    .isEqualTo(
                            new RoutingDecision.Redirect(
                                    List.of(
                                            TestMail.mailbox("a@example.net"),
                                            TestMail.mailbox("bob@example.com"))));
            assertThat(route(script, "gone"))
                    .isEqualTo(
                            new RoutingDecision.Unroutable(
                                    new Status.Permanent(1, 1, "unknown at mx.example.net")));
            assertThat(route(script, "later"))
                    .isEqualTo(
                            new RoutingDecision.Defer(
                                    new Status.Transient(4, 3, "after 3 redirects")));
            assertThat(route(script, "drop")).isEqualTo(new RoutingDecision.Discard("unwanted"));
            assertThat(route(script, "other")).isEqualTo(new RoutingDecision.Pass());
        }
    }

    private static RoutingDecision route(TestScript script, String localPart) throws Exception {
        return script.hook(Router.class)
                .route(recipient(localPart + "@example.org"), routing("bob@example.com"));
    }

    @Test
    void shapeSaysWhatADestinationBears() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { limits } from 'postern';
                        export function shape(destination) {
                            switch (destination.domain) {
                                case 'all.test': return limits({
                                    connections: 5, connectionRate: '60/m', messageRate: '1000/h',
                                    messagesPerConnection: 20, pool: 'bulk', tls: 'verify' });
                                case 'site.test': return limits({
                                    pool: destination.site + destination.hosts[0] + destination.source });
                                case 'odd.test': return limits({ speed: 5 });
                                case 'bad.test': return limits({ messageRate: 'fast' });
                            }
                        }
                        """)) {
            ShapingPolicy policy = script.hook(ShapingPolicy.class);
            assertThat(policy.shape(destination("all.test")))
                    .isEqualTo(
                            new Shaping.Limits(
                                    OptionalInt.of(5),
                                    Optional.of(Rate.parse("60/m")),
                                    Optional.of(Rate.parse("1000/h")),
                                    OptionalInt.of(20),
                                    Optional.of("bulk"),
                                    Optional.of(TlsLevel.VERIFY)));
            assertThat(((Shaping.Limits) policy.shape(destination("site.test"))).pool())
                    .contains("(mx)mxout1");
            assertThat(policy.shape(destination("other.test"))).isEqualTo(new Shaping.Pass());
            assertThatThrownBy(() -> policy.shape(destination("odd.test")))
                    .hasMessageContaining("there is no limit 'speed'");
            assertThatThrownBy(() -> policy.shape(destination("bad.test")))
                    .hasMessageContaining("'fast' is no rate");
        }
    }

    @Test
    void retrySaysWhenToTryAgain() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { wait, giveUp, accept } from 'postern';
                        export function retry(deferral) {
                            if (deferral.doubtful) return giveUp();
                            switch (deferral.domain) {
                                case 'seconds.test': return wait(90.5);
                                case 'text.test': return wait('2h');
                                case 'grow.test': return wait(deferral.attempts * 60 + deferral.age);
                                case 'all.test': return wait(deferral.sender === 'bob@example.com'
                                    && deferral.transport === 'smtp' && deferral.host === 'mx'
                                    && deferral.cause === 'rate-limited' && deferral.code === '4.7.0'
                                    && deferral.text === 'slow' && deferral.reply === '450 slow'
                                    && deferral.blame === 'destination' && deferral.id === 'A1'
                                    ? 5 : 6);
                                case 'never.test': return wait(0);
                                case 'long.test': return wait('31d');
                                case 'odd.test': return accept();
                                case 'number.test': return 5;
                            }
                        }
                        """)) {
            RetrySchedule schedule = script.hook(RetrySchedule.class);
            assertThat(schedule.after(deferral("seconds.test", false)))
                    .isEqualTo(new Next.Wait(Duration.ofMillis(90_500)));
            assertThat(schedule.after(deferral("text.test", false)))
                    .isEqualTo(new Next.Wait(Duration.ofHours(2)));
            assertThat(schedule.after(deferral("grow.test", false)))
                    .isEqualTo(new Next.Wait(Duration.ofSeconds(3 * 60 + 7)));
            assertThat(schedule.after(deferral("all.test", false)))
                    .isEqualTo(new Next.Wait(Duration.ofSeconds(5)));
            assertThat(schedule.after(deferral("other.test", false))).isEqualTo(new Next.Pass());
            assertThat(schedule.after(deferral("other.test", true))).isEqualTo(new Next.GiveUp());
            for (String wrong : List.of("never.test", "long.test")) {
                assertThatThrownBy(() -> schedule.after(deferral(wrong, false)))
                        .hasMessageContaining("from 1s to 30d");
            }
            assertThatThrownBy(() -> schedule.after(deferral("odd.test", false)))
                    .hasMessageContaining("may return pass, wait or giveUp");
            assertThatThrownBy(() -> schedule.after(deferral("number.test", false)))
                    .hasMessageContaining("returned 5 and no verdict");
        }
    }

    private static Deferral deferral(String domain, boolean doubtful) {
        return new Deferral(
                new QueueId("A1"),
                new ReversePath.Of(Mailbox.of("bob", "example.com")),
                new Domain(domain),
                "smtp",
                Cause.RATE_LIMITED,
                new Status.Transient(7, 0, "slow"),
                DeliveryOutcome.Blame.DESTINATION,
                new Peer("mx", "450 slow"),
                3,
                Duration.ofSeconds(7),
                doubtful);
    }

    private static ShapingPolicy.Destination destination(String domain) {
        return new ShapingPolicy.Destination() {
            @Override
            public Domain domain() {
                return new Domain(domain);
            }

            @Override
            public String transport() {
                return "smtp";
            }

            @Override
            public List<NextHop> hops() {
                return List.of(new NextHop("mx", 25, 10));
            }

            @Override
            public String site() {
                return "(mx)";
            }

            @Override
            public String source() {
                return "out1";
            }
        };
    }

    @Test
    void endOfSessionIsTold() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { log, reject } from 'postern';
                        let last = '';
                        export function onDisconnect(client) { last = client.session; log.info('gone', last); }
                        export function onConnect() { return reject('5.7.1', last); }
                        """,
                        TestScript.limits(TestScript.PATIENT.time(), 1))) {
            script.hook(DisconnectListener.class).onDisconnect(client("192.0.2.1"));
            assertThat(script.hook(ConnectPolicy.class).onConnect(client("192.0.2.1")))
                    .isEqualTo(Verdict.reject(7, 1, "s1"));
        }
    }

    @Test
    void whatIsNotExportedIsNoHook() {
        try (TestScript script =
                TestScript.of(home, "export function onConnect() {} function onHelo() {}")) {
            assertThat(script.has(ConnectPolicy.class)).isTrue();
            assertThat(script.has(HeloPolicy.class)).isFalse();
            assertThat(script.script().hooks()).containsExactly("onConnect");
        }
    }

    @Test
    void modulesBelowTheScriptAreImported() throws Exception {
        TestScript.write(
                home.resolve("scripts/lib/names.js"),
                "import { reject } from 'postern'; export const no = () => reject('5.7.1',"
                        + " 'lib');");
        try (TestScript script =
                TestScript.of(
                        home,
                        "import { no } from './lib/names.js'; export const onConnect = no;")) {
            assertThat(script.hook(ConnectPolicy.class).onConnect(client("192.0.2.1")))
                    .isEqualTo(Verdict.reject(7, 1, "lib"));
        }
    }
}
