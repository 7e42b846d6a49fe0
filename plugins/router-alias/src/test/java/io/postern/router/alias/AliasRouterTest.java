// SPDX-License-Identifier: Apache-2.0
package io.postern.router.alias;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;
import io.postern.testkit.Addresses;
import io.postern.testkit.RouterContract;
import io.postern.testkit.SetClock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

class AliasRouterTest implements RouterContract {
    private final SetClock clock = SetClock.at("2026-11-24T10:00:00Z");
    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("aliases");
        write("sales: bob, carol@other.test\n", Duration.ofHours(1));
    }

    private void write(String text, Duration ago) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(clock.instant().minus(ago)));
    }

    @Override
    public Router router() {
        return new AliasRouter(file, clock);
    }

    @Override
    public Recipient recipient() {
        return Addresses.recipient("sales@local.test");
    }

    private RoutingDecision ask(Router router) throws InterruptedException {
        return router.route(recipient(), context());
    }

    private static RoutingDecision redirect(String... addresses) {
        return new RoutingDecision.Redirect(Stream.of(addresses).map(Addresses::mailbox).toList());
    }

    @Test
    void anAliasIsRedirectedToItsTargets() throws Exception {
        assertThat(ask(router())).isEqualTo(redirect("bob@local.test", "carol@other.test"));
    }

    @Test
    void whoIsNoAliasIsPassed() throws Exception {
        assertThat(router().route(Addresses.recipient("bob@local.test"), context()))
                .isEqualTo(new RoutingDecision.Pass());
    }

    @Test
    void aTargetNamedTwiceGetsOneCopy() throws Exception {
        write("sales: bob, bob@local.test\n", Duration.ofHours(1));

        assertThat(ask(router())).isEqualTo(redirect("bob@local.test"));
    }

    @Test
    void mailForDevNullIsDiscarded() throws Exception {
        write("sales: /dev/null\n", Duration.ofHours(1));

        assertThat(ask(router())).isEqualTo(new RoutingDecision.Discard("alias to /dev/null"));
    }

    @Test
    void devNullBesideOthersIsNothing() throws Exception {
        write("sales: /dev/null, bob\n", Duration.ofHours(1));

        assertThat(ask(router())).isEqualTo(redirect("bob@local.test"));
    }

    @Test
    void aChangedListIsReadAgainAfterASecond() throws Exception {
        Router router = router();
        write("sales: dave\n", Duration.ofMinutes(1));

        clock.advance(Duration.ofMillis(999));
        assertThat(ask(router)).isEqualTo(redirect("bob@local.test", "carol@other.test"));
        clock.advance(Duration.ofMillis(1));
        assertThat(ask(router)).isEqualTo(redirect("dave@local.test"));
    }

    @Test
    void aListThatMayStillBeWrittenIsLeftToSettle() throws Exception {
        Router router = router();
        clock.advance(Duration.ofSeconds(5));
        write("", Duration.ofMillis(500));

        assertThat(ask(router)).isEqualTo(redirect("bob@local.test", "carol@other.test"));
        write("sales: dave\n", Duration.ZERO);
        clock.advance(Duration.ofSeconds(1));
        assertThat(ask(router)).isEqualTo(redirect("dave@local.test"));
    }

    @Test
    void theOldListStaysWhereTheNewOneIsBroken() throws Exception {
        Router router = router();
        write("sales: dave\nbroken\n", Duration.ofMinutes(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(ask(router)).isEqualTo(redirect("bob@local.test", "carol@other.test"));

        write("sales: dave\nmended: too\n", Duration.ofMinutes(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(ask(router)).isEqualTo(redirect("dave@local.test"));
    }

    @Test
    void aBrokenLineIsLoggedOnceWithFileAndLine() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(AliasRouter.class);
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
        log.start();
        Router router = router();
        write("sales: dave\nbroken\n", Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(1));
            ask(router);
        }
        logger.detachAppender(log);

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "aliases file=" + file + " entries=1",
                        "aliases "
                                + file
                                + ":2: no colon after the name: 'broken'; what was read before"
                                + " stays");
    }

    @Test
    void theOldListStaysWhereTheFileIsGone() throws Exception {
        Router router = router();
        Files.delete(file);
        clock.advance(Duration.ofSeconds(1));

        assertThat(ask(router)).isEqualTo(redirect("bob@local.test", "carol@other.test"));
    }

    @Test
    void withoutAnyGoodListAllWait() throws Exception {
        write("broken\n", Duration.ofHours(1));
        Router router = router();
        assertThat(ask(router))
                .isInstanceOfSatisfying(
                        RoutingDecision.Defer.class,
                        defer -> assertThat(defer.status().code()).isEqualTo("4.3.5"));

        write("sales: dave\n", Duration.ofMinutes(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(ask(router)).isEqualTo(redirect("dave@local.test"));
    }

    @Test
    void octetsThatAreNoTextAreABrokenList() throws Exception {
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});

        assertThat(ask(router())).isInstanceOf(RoutingDecision.Defer.class);
    }

    @Test
    void aClockSetBackDoesNotStopTheLooking() throws Exception {
        Router router = router();
        write("sales: dave\n", Duration.ofMinutes(1));
        clock.advance(Duration.ofDays(-1));

        assertThat(ask(router)).isEqualTo(redirect("dave@local.test"));
    }

    @Test
    void aTargetKeepsItsLetterCase() throws Exception {
        write("sales: Bob\n", Duration.ofHours(1));

        assertThat(ask(router()))
                .isEqualTo(new RoutingDecision.Redirect(List.of(Mailbox.of("Bob", "local.test"))));
    }
}
