// SPDX-License-Identifier: Apache-2.0
package io.postern.router.local;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

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
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;

class LocalRouterTest implements RouterContract {
    private static final RoutingDecision DELIVERED = new RoutingDecision.Via("maildir", List.of());

    private final SetClock clock = SetClock.at("2026-11-24T10:00:00Z");
    @TempDir private Path folder;
    private Path file;

    private record Entry(String users, String transport) implements LocalRouter.Options {
        @Override
        public Class<? extends Annotation> annotationType() {
            return LocalRouter.Options.class;
        }
    }

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("users.yaml");
        write("alice@local.test: {}\n", Duration.ofHours(1));
    }

    private void write(String text, Duration ago) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(clock.instant().minus(ago)));
    }

    @Override
    public Router router() {
        return new LocalRouter(new Entry(file.toString(), "maildir"), clock);
    }

    @Override
    public Recipient recipient() {
        return Addresses.recipient("alice@local.test");
    }

    private RoutingDecision ask(Router router, String address) throws InterruptedException {
        return router.route(Addresses.recipient(address), context());
    }

    private static String code(RoutingDecision decision) {
        return switch (decision) {
            case RoutingDecision.Defer(var status) -> status.code();
            case RoutingDecision.Unroutable(var status) -> status.code();
            default -> decision.toString();
        };
    }

    @Test
    void aKnownMailboxGoesToTheTransport() throws Exception {
        assertThat(ask(router(), "alice@local.test")).isEqualTo(DELIVERED);
        assertThat(ask(router(), "ALICE@local.test")).isEqualTo(DELIVERED);
    }

    @Test
    void anUnknownOneIsUnroutable() throws Exception {
        assertThat(code(ask(router(), "bob@local.test"))).isEqualTo("5.1.1");
        assertThat(code(ask(router(), "alice@other.test"))).isEqualTo("5.1.1");
    }

    @Test
    void thePostmasterIsAlwaysKnown() throws Exception {
        assertThat(ask(router(), "PostMaster@local.test")).isEqualTo(DELIVERED);
    }

    @Test
    void withoutAListEverybodyIsKnown() throws Exception {
        Router all = new LocalRouter(new Entry("", "maildir"), clock);

        assertThat(ask(all, "bob@local.test")).isEqualTo(DELIVERED);
    }

    @Test
    void aChangedListIsReadAgainAfterASecond() throws Exception {
        Router router = router();
        write("bob@local.test:\n", Duration.ofMinutes(1));

        clock.advance(Duration.ofMillis(999));
        assertThat(code(ask(router, "bob@local.test"))).isEqualTo("5.1.1");
        clock.advance(Duration.ofMillis(1));
        assertThat(ask(router, "bob@local.test")).isEqualTo(DELIVERED);
        assertThat(code(ask(router, "alice@local.test"))).isEqualTo("5.1.1");
    }

    @Test
    void aListThatMayStillBeWrittenIsLeftToSettle() throws Exception {
        Router router = router();
        clock.advance(Duration.ofSeconds(5));
        write("{}", Duration.ofMillis(500));

        assertThat(ask(router, "alice@local.test")).isEqualTo(DELIVERED);
    }

    @Test
    void theOldListStaysWhereTheFileIsGone() throws Exception {
        Router router = router();
        Files.delete(file);
        clock.advance(Duration.ofSeconds(1));

        assertThat(ask(router, "alice@local.test")).isEqualTo(DELIVERED);
    }

    @Test
    void theOldListStaysWhereTheNewOneIsBrokenAndTheLogSaysWhereOnce() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(LocalRouter.class);
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
        log.start();
        Router router = router();
        write("bob@local.test: {}\ncarol: 7\n", Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(ask(router, "alice@local.test")).isEqualTo(DELIVERED);
        }
        logger.detachAppender(log);

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "users file=" + file + " entries=1",
                        "users "
                                + file
                                + ":2:1: what 'carol' has must be a map or nothing; what was"
                                + " read before stays");
    }

    @Test
    void withoutAnyGoodListAllButThePostmasterWait() throws Exception {
        write("- alice\n", Duration.ofHours(1));
        Router router = router();
        assertThat(code(ask(router, "alice@local.test"))).isEqualTo("4.3.5");
        assertThat(ask(router, "postmaster@local.test")).isEqualTo(DELIVERED);

        write("alice:\n", Duration.ofMinutes(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(ask(router, "alice@local.test")).isEqualTo(DELIVERED);
    }
}
